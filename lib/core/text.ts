import { z } from "zod";

type Words = {
  /** The message when the field is missing or not text. */
  missing?: string;
  /** The message when the text is too long. By default it names the most characters allowed. */
  tooLong?: string;
};

type TextOptions = Words & {
  /** The most UTF-16 units of the text that is kept. */
  max: number;
  /** False where spaces at both ends belong to the text. */
  trim?: boolean;
};

/**
 * Returns the schema of outside text that the product stores or searches. The text is trimmed, at most `max` long, and free
 * of NUL and half characters. The length is checked first, so that no later check reads an endless text (ASVS 2.2.1).
 */
export function text({ max, trim = true, ...words }: TextOptions): z.ZodString {
  const tooLong = words.tooLong ?? atMost(max);
  const whole = bounded(trim ? roomFor(max) : max, { ...words, tooLong }).refine(isStorable, {
    error: "This text holds a character that cannot be stored. Leave that character out.",
    abort: true,
  });
  return trim ? whole.overwrite((given) => given.trim()).max(max, { error: tooLong, abort: true }) : whole;
}

/**
 * Returns the schema of text limited only in length: secrets, tokens, and what a later parser takes apart. Longer text is
 * refused unread, so that every later check and transform stays cheap. `max` counts UTF-16 units.
 */
export function bounded(max: number, { missing, tooLong = atMost(max) }: Words = {}): z.ZodString {
  return z.string(missing).max(max, { error: tooLong, abort: true });
}

/** Returns the schema of a record with at most `max` names. `keys` limits a name's length. */
export function limitedRecord<V extends z.ZodType>(keys: z.ZodString, values: V, max: number) {
  return z
    .record(keys, values)
    .refine((given) => Object.keys(given).length <= max, `Use at most ${max} names.`)
    .meta({ max });
}

/**
 * Returns the length limit of a text before it is trimmed and composed to `max` characters: four units each, plus
 * 1,000 for blanks.
 */
export const roomFor = (max: number) => 4 * max + 1000;

/**
 * Returns the text without `blanks` characters at both ends. It scans once, whereas a regular expression would try
 * every start.
 */
export function trimOf(given: string, blanks: string): string {
  let start = 0;
  let end = given.length;
  while (start < end && blanks.includes(given.charAt(start))) start += 1;
  while (end > start && blanks.includes(given.charAt(end - 1))) end -= 1;
  return given.slice(start, end);
}

const isStorable = (given: string) => given.isWellFormed() && !given.includes("\0");

const atMost = (max: number) => `Use at most ${max.toLocaleString("en")} characters.`;
