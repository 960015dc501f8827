import type { StopReason } from "./standing/standing.ts";
import { bouncedStem, byHand, complainedStem, leftStem, standingKey } from "./standing/words.ts";
import type { Survey } from "./survey.ts";

/** Why a file is taken for a list of people who must not be mailed, and the reason of those whose row names none. */
export type SuppressionList = { by: "name" | "rows"; reason: StopReason };

/**
 * Returns what kind of list a file is where it holds nobody else: by its name, or because every row of it says so. Null for any
 * other file.
 */
export function suppressionList(fileName: string, survey: Survey | null): SuppressionList | null {
  const named = reasonOfName(fileName);
  if (named) return { by: "name", reason: named };
  if (!survey || survey.stops.total === 0 || survey.stops.total < survey.rows || survey.unknowns > 0)
    return null;
  const reasons = ["unsubscribed", "complained", "bounced", "manual"] as const;
  const { stops } = survey;
  const reason = reasons.reduce((one, two) => (stops[two] > stops[one] ? two : one));
  return { by: "rows", reason };
}

const both =
  /(?:^|[^a-z])(?:re-?subscri|re-?engage|win-?back|subscribed|subscribers|active|aktiv|actifs|all|without|not|non|no|except|ohne|sans|sin|senza|excluding|minus|gereinigt)(?=$|[^a-z])/iu;
const otherLists =
  /hand|manual|do-?not-?(?:mail|contact|email)|donot|robinson|suppress|blocklist|blacklist|blocked|blockiert|bloqu|bloccat|block-?list|black-?list|sperrliste|listenoire|listanegra|listanera/iu;

/** "unsubscribed_members_export.csv" is such a list; "subscribed_and_unsubscribed.csv" is not. */
function reasonOfName(fileName: string): StopReason | null {
  const name = fileName.replace(/\.[a-z0-9]{1,5}$/iu, "").replace(/([a-z])([A-Z])/gu, "$1 $2");
  const key = standingKey(name);
  if (both.test(name) && !/do.?not|no.?mail|no.?email/iu.test(name)) return null;
  if (complainedStem.test(key)) return "complained";
  if (bouncedStem.test(key) && !/soft/u.test(key)) return "bounced";
  if (otherLists.test(name) && !/unsub|opt-?out|abgemeld|desinscri|desabonn|disiscri/iu.test(key))
    return "manual";
  if (byHand.test(key)) return null;
  return leftStem.test(key) ? "unsubscribed" : null;
}
