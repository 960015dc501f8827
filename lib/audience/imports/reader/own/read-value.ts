import { type FieldKind, type ReadValue, readValue } from "#lib/audience/contact-fields/value.ts";
import { isNoCountry } from "#lib/audience/contacts/country.ts";
import { type DateReading, readDay } from "#lib/audience/contacts/dates.ts";
import { cellText } from "../cell-text.ts";
import { checkMarks, noWords, standingKey, yesWords } from "../standing/words.ts";

/** The most characters of a value that is read. A longer one is refused by its kind. */
const longest = 1000;

/**
 * Returns what a file's cell is for a field of this kind: its one stored form, nothing for an empty cell or a word for none, or what is
 * wrong with it. Files write numbers, dates, yes and no in more ways than members type them.
 */
export function readFileValue(kind: FieldKind, cell: string, reading: DateReading): ReadValue {
  const text = cellText(cell, longest);
  if (text === null || (kind !== "text" && isNothing(text))) return { value: null };
  return readers[kind](text, reading);
}

const readers: Record<FieldKind, (text: string, reading: DateReading) => ReadValue> = {
  text: (text) => readValue("text", text),
  number: (text) => {
    const plain = plainNumber(text);
    return plain === null
      ? { problem: "Could be two numbers: write it without the comma or the point." }
      : wrong(readValue("number", plain), "Not a number.");
  },
  date: (text, reading) => {
    const { day, why } = readDay(text, reading);
    if (day) return { value: day };
    return {
      problem: why === "ambiguous" ? "Could be two days: which number is the month?" : "Not a date.",
    };
  },
  yes_no: (text) => {
    const answer = yesOrNo(text);
    return answer ? { value: answer } : { problem: "Neither yes nor no." };
  },
};

/** Returns whether a value says that there is none: a dash, "n/a". A word for no is an answer. */
export const isNothing = (text: string): boolean =>
  yesOrNo(text) === null && !/\d/.test(text) && isNoCountry(text);

const wrong = (read: ReadValue, problem: string): ReadValue => ("problem" in read ? { problem } : read);

/** Returns what a word for yes or no means, in the languages that columns of states are read in; null for any other. */
export function yesOrNo(text: string): "yes" | "no" | null {
  const mark = checkMarks.get(text);
  if (mark) return mark;
  const key = standingKey(text);
  return yesWords.has(key) ? "yes" : noWords.has(key) ? "no" : null;
}

/**
 * Returns a number with a point before its fraction and nothing between its thousands; null where the sign could be either, as in
 * "1,234". A text that is no number comes back as it is.
 */
function plainNumber(text: string): string | null {
  const bare = text.replaceAll(/[\s\u00a0\u202f'’]/g, "");
  if (/^[-−]?\d{1,3},\d{3}$/.test(bare)) return null;
  if (/^[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare)) return bare.replaceAll(",", "");
  if (/^[-−]?\d{1,3}(?:\.\d{3})+,\d+$/.test(bare) || /^[-−]?\d{1,3}(?:\.\d{3}){2,}$/.test(bare))
    return bare.replaceAll(".", "").replace(",", ".");
  return bare;
}
