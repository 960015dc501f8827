import type { FieldKind } from "#lib/audience/contact-fields/value.ts";
import { readDay } from "#lib/audience/contacts/dates.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { isNothing, readFileValue, yesOrNo } from "./read-value.ts";

/** Returns the kind that every value of a column is of. Codes that look like numbers are text: postcodes, phone numbers, ids. */
export function guessKind(values: string[]): FieldKind {
  const filled = values.map((value) => value.trim()).filter((value) => value !== "" && !isNothing(value));
  if (filled.length === 0) return "text";
  const bare = filled.every((value) => /^\d+$/.test(value));
  if (!bare && filled.every((value) => yesOrNo(value) !== null)) return "yes_no";
  if (filled.every(isNumber)) return "number";
  if (filled.every(isDate)) return "date";
  return "text";
}

const isNumber = (value: string) =>
  !/^[+0]\d|\d{11}/.test(value) && !("problem" in readFileValue("number", value, { order: null }));

function isDate(value: string): boolean {
  if (/^\d+(?:[.,]\d+)?$/.test(value)) return false;
  const { day, why } = readDay(value, { order: null });
  return day !== null || why === "ambiguous";
}

/** Returns a column's header as the name of a field: "MEMBER_RATING" is "Member rating". */
export function fieldNameOf(header: string): string {
  const words = header.replaceAll(/[_\s]+/g, " ").trim();
  const shouted = words === words.toUpperCase() && /\p{Lu}{2}/u.test(words);
  const name = shouted && words.length > 3 ? words.toLowerCase() : words;
  return cutText(name.charAt(0).toUpperCase() + name.slice(1), 50).trim();
}
