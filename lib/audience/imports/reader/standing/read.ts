import { readDay } from "#lib/audience/contacts/dates.ts";
import type { Said, Standing, StandingKind } from "./standing.ts";
import {
  checkMarks,
  complainedStem,
  noWords,
  numberedStandings,
  standingKey,
  standingOfWord,
  stopIn,
  yesWords,
} from "./words.ts";

// A cell for "nothing": a dash, a word for none, a spreadsheet's error, a date that was never.
const nothing =
  /^(?:[-–—.?/]+|n\/?a|null|nil|none|nan|\[\s*\]|\{\s*\}|never|nie|jamais|nunca|mai|#.*[!?]|#n\/?[ad]|#nv|0000-00-00.*|1970-01-01(?:[ t]00:00:00.*)?|1900-01-00.*)$/iu;

/**
 * Returns what one cell of such a column says: null for nothing at all, "unknown" for a value that a member must explain.
 * A column of leavers, bounces or complaints says so with whatever stands in it, except with a no.
 */
export function readStanding(cell: string, as: StandingKind): Said {
  const text = cell.trim();
  const mark = checkMarks.get(text);
  const key = mark ?? standingKey(text);
  const empty = text === "" || (as !== "receives" && nothing.test(text));
  if (as === "receives") return empty || noWords.has(key) || nothing.test(text) ? "never" : "mail";
  if (as === "left" || as === "blocked" || as === "bounced" || as === "complained") {
    if (empty || noWords.has(key)) return null;
    if (as === "bounced" || as === "complained") return as;
    if (as === "blocked") return stopIn(key, text) ?? "blocked";
    // A reason for leaving may be the complaint itself, as Mailchimp's UNSUB_REASON is.
    return complainedStem.test(key) ? "complained" : "left";
  }
  if (empty) return "unknown";
  if (as === "status")
    return numberedStandings[key] ?? standingOfWord(key, text) ?? yesOrNo(key, "never") ?? "unknown";

  const word = standingOfWord(key, text);
  if (word !== null) return word;
  const answer = yesOrNo(key, as === "subscribed" ? "left" : "never");
  if (answer) return answer;
  // A consent with its date is a consent.
  const { day, why } = readDay(text, { order: null });
  if ((day !== null || why === "ambiguous") && !/^\d{1,5}$/u.test(text)) return "mail";
  return stopIn(key, text) ?? "unknown";
}

function yesOrNo(key: string, no: Standing): Standing | null {
  if (yesWords.has(key)) return "mail";
  return noWords.has(key) ? no : null;
}
