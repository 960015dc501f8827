import { cutText } from "#lib/core/cut-text.ts";
import { streamSafe } from "#lib/core/stream-safe.ts";
import { unguardCell } from "#lib/files/csv-cell.ts";
import { withoutBlanksAround } from "#lib/mail/address.ts";
import { forcedHeaderText } from "#lib/mail/header-text.ts";

// Most names match this: printable ASCII that begins with a letter, with single spaces inside.
const ordinary = /^[A-Za-z][!-~]*(?: [!-~]+)*$/;

/**
 * Returns a cell as one line of plain text, or null when it is empty. A text longer than `max`
 * characters comes back cut, but still longer than `max`, because the caller only checks for that.
 * Our own formula guard, control characters and bidi overrides are removed.
 */
export function cellText(cell: string, max: number): string | null {
  if (cell === "") return null;
  if (cell.length <= max && ordinary.test(cell)) return cell;
  if (isSheetError(cell)) return null;
  // Composing joins at most four characters into one (Greek extended), so that no fitting text is cut here.
  const units = 4 * (max + 1);
  return forcedHeaderText(streamSafe(squeezed(unguardCell(cell), units)), units) || null;
}

/**
 * Returns whether a cell holds what a spreadsheet writes where a formula failed, in the languages of Excel: `#NAME?`, `#¡REF!`,
 * `#BEZUG!`, `#N/A`, `#NV`, or a column that was too narrow.
 */
function isSheetError(cell: string): boolean {
  if (!cell.includes("#") || cell.length > 40) return false;
  const text = cell.trim();
  return /^#[¿¡]?[\p{Lu}\d/_ ]{2,24}[!?]$/u.test(text) || /^#(?:N\/[A-Z]|NV|Н\/Д|#+)$/u.test(text);
}

/** Returns a cell trimmed for address parsing, and no longer than a parser refuses anyway. */
export function addressText(cell: string): string {
  return withoutBlanksAround(cell).slice(0, longestAddress + 1);
}

/** `parseAddress` refuses longer texts as too long. */
const longestAddress = 1000;

/** Returns the trimmed beginning of a header, which is enough to tell columns apart. */
export function headerText(header: string): string {
  return streamSafe(cutText(header.trim(), longestHeader));
}

const longestHeader = 200;

/**
 * Returns at most `units` code units of a text, with one blank per run of blanks, so that cutting
 * loses no words.
 */
function squeezed(text: string, units: number): string {
  let at = 0;
  while (at < text.length && isBlankOrControl(text.charCodeAt(at))) at++;
  if (text.length - at <= units) return text.slice(at);

  let short = "";
  let blank = false;
  for (; at < text.length && short.length < units; at++) {
    const code = text.charCodeAt(at);
    if (isBlankOrControl(code)) blank = true;
    else if (!isBidiControl(code)) {
      if (blank) short += " ";
      blank = false;
      short += text[at];
    }
  }
  return short;
}

// Only characters that `forcedHeaderText` turns into a blank or trims as one.
const isBlankOrControl = (code: number) =>
  code <= 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029;

const isBidiControl = (code: number) =>
  (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
