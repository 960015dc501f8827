import type { grounds } from "#db/schema/consents.ts";
import { type CalendarDay, dayInWords, monthsAfter } from "#lib/core/calendar-day.ts";

export type Basis = (typeof grounds)[number];

/** A basis as the gate tells it: legitimate interest that rests on an own sale has a name of its own. */
export type Ground = Basis | "soft_opt_in";

/**
 * Months after which implied consent ends: counted from the purchase or the inquiry (CASL s.10(10)), from the last gift, shift
 * or day of membership (s.10(13)). An address that was published or given has no end of its own (s.10(9)(b), (c)).
 */
export const monthsUntilEnd: Record<Basis, number | null> = {
  implied_purchase: 24,
  implied_inquiry: 6,
  implied_non_business: 24,
  implied_publication: null,
  implied_disclosed: null,
  express: null,
  legitimate_interest: null,
};

/** Returns whether a ground is implied consent, which counts from a day, so that the day must be known. */
export const needsDay = (basis: Basis): boolean => basis.startsWith("implied_");

/** The part of CASL that a ground of implied consent rests on. */
export const sectionOf = (basis: Basis): string =>
  basis === "implied_non_business"
    ? "CASL s.10(13)"
    : basis === "implied_publication"
      ? "CASL s.10(9)(b)"
      : basis === "implied_disclosed"
        ? "CASL s.10(9)(c)"
        : "CASL s.10(10)";

/**
 * Returns the day on which a ground ends, or null when it has no end. Mail stops when that day begins in UTC, which is
 * before it begins anywhere in Canada.
 */
export function endOf(basis: Basis, givenOn: CalendarDay): CalendarDay | null {
  const after = monthsUntilEnd[basis];
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
  implied_non_business: "date of the gift, the volunteer work or the membership’s end",
  implied_publication: "date the address was found published",
  implied_disclosed: "date they gave you the address",
  legitimate_interest: "date it began",
};

/** Returns a day problem in words for the member who typed or imported the day. */
export function dayProblemWords(problem: DayProblem, basis: Basis, givenOn: CalendarDay): string {
  if (problem === "future") return `${dayInWords(givenOn)} lies in the future.`;
  if (problem === "too_old") return `${dayInWords(givenOn)} is too long ago to be right.`;
  const end = endOf(basis, givenOn) ?? givenOn;
  return `Implied consent from ${dayInWords(givenOn)} ended on ${dayInWords(end)} (${sectionOf(basis)}).`;
}
