import { roomFor, trimOf } from "#lib/core/text.ts";

export type CleanedText = { ok: true; text: string } | { ok: false; reason: string };

/**
 * Text that may stand in a header: a name or a subject. Composes (NFC), trims, makes runs of spaces one. Refuses
 * control characters and line breaks of every kind, and the bidi embeddings, overrides and isolates that make a
 * reader see another text than the one sent. `max` counts characters as a reader does (code points).
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
 * The same rules for a value nobody can correct any more (a contact's name on its way into a message): what is not
 * allowed is dropped, never an error.
 */
export function forcedHeaderText(text: string, max: number): string {
  const clean = text
    .slice(0, roomFor(max))
    .replace(everyControl, " ")
    .replace(everyBidiControl, "")
    .normalize("NFC")
    .replace(/ {2,}/g, " ")
    .trim();
  return [...clean].slice(0, max).join("").trimEnd();
}

// Cc controls, Zl/Zp line and paragraph separators, Cs lone surrogates, U+FFFE/U+FFFF.
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const bidiControls = /[\u202a-\u202e\u2066-\u2069]/u;
const everyControl = new RegExp(controls, "gu");
const everyBidiControl = new RegExp(bidiControls, "gu");
