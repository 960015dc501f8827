import { cutText } from "#lib/core/cut-text.ts";
import { roomFor, trimOf } from "#lib/core/text.ts";

export type CleanedText = { ok: true; text: string } | { ok: false; reason: string };

/**
 * Returns a name or subject fit for a header: composed (NFC), trimmed, each run of spaces made one. Refuses
 * control characters and line breaks of every kind. Refuses bidi embeddings, overrides and isolates, because
 * they show a reader another text than the one sent.
 * `max` counts characters as a reader does (code points).
 */
export function cleanHeaderText(text: string, max: number): CleanedText {
  if (text.length > roomFor(max)) return { ok: false, reason: `Use at most ${max} characters.` };
  const clean = trimOf(text.normalize("NFC"), " ").replace(/ {2,}/g, " ");
  if (controls.test(clean)) {
    return { ok: false, reason: "Use one line of plain text, without control characters." };
  }
  if (bidiControls.test(clean)) {
    return { ok: false, reason: "Remove the invisible characters that change the direction of the text." };
  }
  if ([...clean].length > max) return { ok: false, reason: `Use at most ${max} characters.` };
  return { ok: true, text: clean };
}

/**
 * Applies the same rules to a value that no user can correct any more, such as a contact's name in a message.
 * Drops what is not allowed and never fails.
 */
export function forcedHeaderText(text: string, max: number): string {
  const clean = text
    .slice(0, roomFor(max))
    .replace(everyControl, " ")
    .replace(everyBidiControl, "")
    .normalize("NFC")
    .replace(/ {2,}/g, " ")
    .trim();
  // `max` counts characters of two units too, so that a text of them is not cut to half.
  const points = [...clean];
  return (points.length <= max ? clean : cutText(clean, points.slice(0, max).join("").length)).trimEnd();
}

// Cc controls, Zl/Zp line and paragraph separators, Cs lone surrogates, U+FFFE/U+FFFF.
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const bidiControls = /[\u202a-\u202e\u2066-\u2069]/u;
const everyControl = new RegExp(controls, "gu");
const everyBidiControl = new RegExp(bidiControls, "gu");
