/** Day of the calendar as "2026-03-02". No zone moves it, because it is no moment. */
export type CalendarDay = string;

/** Returns the day it is in this zone. */
export function dayIn(zone: string, at = new Date()): CalendarDay {
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: zone }).format(at);
}

/** Returns the day, or null when the calendar has no such day. */
export function calendarDay(year: number, month: number, day: number): CalendarDay | null {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1)) return null;
  if (day > daysIn(year, month)) return null;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Returns the text as a day of the calendar, or null. */
export function asCalendarDay(text: string): CalendarDay | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return year ? calendarDay(Number(year), Number(month), Number(day)) : null;
}

/** Returns the same day some months later, or that month's last day where it has no such day. */
export function monthsAfter(day: CalendarDay, months: number): CalendarDay {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return `${pad(toYear, 4)}-${pad(toMonth, 2)}-${pad(Math.min(date, daysIn(toYear, toMonth)), 2)}`;
}

const daysIn = (year: number, month: number) =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

const pad = (number: number, digits: number) => String(number).padStart(digits, "0");

const monthNames =
  "January February March April May June July August September October November December".split(" ");

/** Returns a day as "2 March 2026". */
export function dayInWords(day: CalendarDay): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${Number(date)} ${monthNames[Number(month) - 1]} ${year}`;
}
