import { type CalendarDay, calendarDay } from "#lib/core/calendar-day.ts";
import { codeOfMonth, isDateWord } from "./month-names.ts";

/** Which of two numbers is the day: 02/03/2026 is 2 March ("dmy") or 3 February ("mdy"). */
export const dayOrders = ["dmy", "mdy"] as const;
export type DayOrder = (typeof dayOrders)[number];

/** How the dates of a column are written, as the member chose or the column proves. */
export type DateReading = {
  order: DayOrder | null;
  /** True where numbers count days since 1904, as old spreadsheets of the Mac did. */
  since1904?: boolean | undefined;
};

/** Day of the calendar, or the reason why a text gives none. */
export type ReadDay = { day: CalendarDay; why?: undefined } | { day: null; why: "ambiguous" | "unread" };

/**
 * Reads a date as a file writes it: ISO with or without a time, local forms, names of months in many languages, a
 * spreadsheet's serial number, Unix time. The day is the one that is written: a time behind it, and that time's offset,
 * do not move it. Unix time is read in UTC.
 */
export function readDay(text: string, { order, since1904 = false }: DateReading): ReadDay {
  const found = parse(text, since1904);
  if (found === null) return unread;
  if (typeof found === "string") return { day: found };
  const { first, second, year, dotted } = found;
  const by = order ?? (first === second || second > 12 ? "mdy" : first > 12 || dotted ? "dmy" : null);
  if (!by) return calendarDay(year, first, second) || calendarDay(year, second, first) ? ambiguous : unread;
  const day = by === "dmy" ? calendarDay(year, second, first) : calendarDay(year, first, second);
  return day ? { day } : unread;
}

const unread: ReadDay = { day: null, why: "unread" };
const ambiguous: ReadDay = { day: null, why: "ambiguous" };

/**
 * Decides over a whole column which number is the day. A number above 12 proves it, and so does a day that would lie in the
 * future. Returns null where nothing depends on it, "ask" where the column proves neither or both.
 */
export class OrderOfDays {
  #dmy = 0;
  #mdy = 0;
  #open = false;
  readonly #today: CalendarDay;

  constructor(today: CalendarDay) {
    this.#today = today;
  }

  add(text: string): void {
    const found = parse(text, false);
    if (found === null || typeof found === "string") return;
    const { first, second, year, dotted } = found;
    if (first === second) return;
    const mayBe = (month: number, day: number) => {
      const read = calendarDay(year, month, day);
      return read !== null && read <= this.#today;
    };
    const [dmy, mdy] = [mayBe(second, first), mayBe(first, second)];
    if (dmy && !mdy) this.#dmy++;
    else if (mdy && !dmy) this.#mdy++;
    else if (dmy && mdy && !dotted) this.#open = true;
  }

  get order(): DayOrder | "ask" | null {
    if (this.#dmy > 0 && this.#mdy > 0) return "ask";
    if (this.#dmy > 0) return "dmy";
    if (this.#mdy > 0) return "mdy";
    return this.#open ? "ask" : null;
  }
}

type Local = { first: number; second: number; year: number; dotted: boolean };

const longest = 80;
/** The form most files have, read without looking at any other. */
const usual = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const local = /^(\d{1,2})\s*([-/.\s])\s*(\d{1,2})\s*[-/.\s]\s*['’]?(\d{4}|\d{2})\.?$/;
const eastern = /^(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?$/;
const clock =
  /(?:^|[\sT,])(?:\d{1,2}(?::|h|\.)\d{2}(?:(?::|\.)\d{2}(?:[.,]\d{1,9})?)?|\d{2}\d{2}(?:\d{2})?(?=Z$))\s*(?:[ap]\.?m\.?|uhr|h)?\s*(?:z|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?|[a-z]{3,4})?$/i;

/** Returns the day, or the two numbers whose order the column decides, or null. */
function parse(given: string, since1904: boolean): CalendarDay | Local | null {
  if (given.length > longest) return null;
  const quick = usual.exec(given);
  if (quick) return ymd(quick[1], quick[2], quick[3]);

  const text = plainDigits(given.normalize("NFKC").replace(/\([^)]*\)/g, " ")).trim();
  if (text.length > longest) return null; // compatibility forms may be eighteen times as long
  const number = /^(\d+)(?:[.,]\d+)?$/.exec(text)?.[1];
  if (number !== undefined) return dayOfNumber(number, since1904);
  const date = withoutClock(text);
  const year = iso.exec(date) ?? eastern.exec(date);
  if (year) return ymd(year[1], year[2], year[3]);
  if (/^(?:19|20)\d{6}$/.test(date)) return ymd(date.slice(0, 4), date.slice(4, 6), date.slice(6, 8));
  const [, first = "", separator, second = "", last = ""] = local.exec(date) ?? [];
  if (separator) {
    if (Number(first) > 31 && last.length === 2) return ymd(String(fullYear(first)), second, last);
    return { first: Number(first), second: Number(second), year: fullYear(last), dotted: separator === "." };
  }
  return inWords(date);
}

/** Reads "Mon, 2 March 2026", "2. März 26", "marzo 2 de 2026", "2026. március 2." */
function inWords(text: string): CalendarDay | null {
  const numbers = text.match(/\d+/g) ?? [];
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
  if (numbers.length !== 2 || words.length === 0 || words.length > 8) return null;
  const named = words.filter((word) => codeOfMonth(word) !== undefined);
  // "mar." is Tuesday in French and March in Spanish: beside another month it is the weekday.
  const months = named.length > 1 ? named.filter((word) => !isDateWord(word)) : named;
  const month = months.length === 1 ? codeOfMonth(months[0] ?? "") : undefined;
  if (month === undefined) return null;
  if (words.some((word) => !isDateWord(word) && codeOfMonth(word) === undefined)) return null;
  const [one = "", two = ""] = numbers;
  const [day, year] = one.length === 4 ? [two, one] : [one, two];
  if (day.length > 2 || (year.length !== 4 && year.length !== 2)) return null;
  return calendarDay(fullYear(year), month, Number(day));
}

const DAY = 86_400_000;

function dayOfNumber(digits: string, since1904: boolean): CalendarDay | null {
  const number = Number(digits);
  if (digits.length === 5 && number >= 14_000 && number <= 80_000)
    return dayOf(Date.UTC(1899, 11, 30) + (number + (since1904 ? 1462 : 0)) * DAY);
  if (digits.length === 8) return ymd(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8));
  if (digits.length === 14) return ymd(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8));
  if (digits.length === 9 || digits.length === 10) return dayOf(number * 1000);
  if (digits.length === 12 || digits.length === 13) return dayOf(number);
  if (digits.length === 16) return dayOf(number / 1000);
  return null;
}

const dayOf = (milliseconds: number): CalendarDay => new Date(milliseconds).toISOString().slice(0, 10);

function ymd(year: string | undefined, month: string | undefined, day: string | undefined) {
  return calendarDay(Number(year), Number(month), Number(day));
}

/** Returns a year of two digits in the century that ends with this year; 26 is 2026, 98 is 1998. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length !== 2) return year;
  const now = new Date().getUTCFullYear();
  return year <= (now % 100) + 1 ? now - (now % 100) + year : now - (now % 100) - 100 + year;
}

function withoutClock(text: string): string {
  const before = text.replace(/^\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?,?\s+/i, "");
  const cut = before.replace(clock, "").replace(/,$/, "").trim();
  return cut === "" ? before : cut;
}

/** Returns a text with the digits of every script as 0 to 9. */
function plainDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(code - zero);
  });
}
