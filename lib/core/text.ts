import { z } from "zod";

type Words = {
  /** Said when the field is missing or no text. */
  missing?: string;
  /** Said of a text that is too long; by default how many characters it may have. */
  tooLong?: string;
};

type TextOptions = Words & {
  /** UTF-16 units of the text that is kept. */
  max: number;
  /** False where blanks at the ends belong to the text. */
  trim?: boolean;
};

/**
 * Text from outside that the product stores or searches: at most `max` long, without NUL and half characters, trimmed. The length is
 * looked at first, so that nothing behind it ever reads a text without end (ASVS 2.2.1).
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
 * Text of which only the length is judged here: secrets, tokens, and what a reader behind it takes apart by itself. Longer text is
 * refused unread, so that every check and transform behind it stays cheap.
 */
export function bounded(max: number, { missing, tooLong = atMost(max) }: Words = {}): z.ZodString {
  return z.string(missing).max(max, { error: tooLong, abort: true });
}

/** A record of at most `max` names; `keys` bounds a name's length. */
export function limitedRecord<V extends z.ZodType>(keys: z.ZodString, values: V, max: number) {
  return z
    .record(keys, values)
    .refine((given) => Object.keys(given).length <= max, `Use at most ${max} names.`)
    .meta({ max });
}

/** How long a text may be before it is trimmed and composed to `max` characters: four units each, and blanks around them. */
export const roomFor = (max: number) => 4 * max + 1000;

/** Without the characters of `blanks` at both ends: a plain scan, where a regular expression would try every start. */
export function trimOf(given: string, blanks: string): string {
  let start = 0;
  let end = given.length;
  while (start < end && blanks.includes(given.charAt(start))) start += 1;
  while (end > start && blanks.includes(given.charAt(end - 1))) end -= 1;
  return given.slice(start, end);
}

const isStorable = (given: string) => given.isWellFormed() && !given.includes("\0");

const atMost = (max: number) => `Use at most ${max.toLocaleString("en")} characters.`;
