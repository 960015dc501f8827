import { type CalendarDay, dayInWords, monthsAfter } from "#lib/core/calendar-day.ts";

export type Basis = "express" | "implied_purchase" | "implied_inquiry" | "legitimate_interest";

/** A basis as the gate tells it: legitimate interest that rests on an own sale has a name of its own. */
export type Ground = Basis | "soft_opt_in";

/** Months after which implied consent ends (CASL s.10(10)): counted from the purchase, or from the inquiry. */
const months: Record<Basis, number | null> = {
  implied_purchase: 24,
  implied_inquiry: 6,
  express: null,
  legitimate_interest: null,
};

/** Returns whether a ground counts from a day and ends by itself, so that the day must be known. */
export const endsByItself = (basis: Basis): boolean => months[basis] !== null;

/**
 * Returns the day on which a ground ends, or null when it has no end. Mail stops when that day begins in UTC, which is
 * before it begins anywhere in Canada.
 */
export function endOf(basis: Basis, givenOn: CalendarDay): CalendarDay | null {
  const after = months[basis];
  return after === null ? null : monthsAfter(givenOn, after);
}

/** Days before it are mistakes: no mailing list is as old. */
const earliestDay: CalendarDay = "1990-01-01";

export type DayProblem = "future" | "too_old" | "lapsed";

/** Returns why a ground cannot have been given on this day, or no longer holds; null when it is good. */
export function dayProblem(basis: Basis, givenOn: CalendarDay, today: CalendarDay): DayProblem | null {
  if (givenOn > today) return "future";
  if (givenOn < earliestDay) return "too_old";
  const end = endOf(basis, givenOn);
  return end !== null && end <= today ? "lapsed" : null;
}

/** Returns the moment at which a day begins in UTC. */
export const startOf = (day: CalendarDay): Date => new Date(`${day}T00:00:00Z`);

/** Names of the day that a ground counts from. */
export const dayNames: Record<Basis, string> = {
  express: "date they agreed",
  implied_purchase: "date of the purchase",
  implied_inquiry: "date of the inquiry",
  legitimate_interest: "date it began",
};

/** Returns a day problem in words for the member who typed or imported the day. */
export function dayProblemWords(problem: DayProblem, basis: Basis, givenOn: CalendarDay): string {
  if (problem === "future") return `${dayInWords(givenOn)} lies in the future.`;
  if (problem === "too_old") return `${dayInWords(givenOn)} is too long ago to be right.`;
  const end = endOf(basis, givenOn) ?? givenOn;
  return `Implied consent from ${dayInWords(givenOn)} ended on ${dayInWords(end)} (CASL s.10(10)).`;
}
