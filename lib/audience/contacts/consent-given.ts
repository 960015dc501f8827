import { z } from "zod";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { text } from "#lib/core/text.ts";
import { consentBasis, givenDay } from "./fields.ts";
import {
  type Basis,
  dayNames,
  dayProblem,
  dayProblemWords,
  endOf,
  needsDay,
  sectionOf,
  startOf,
} from "./grounds.ts";
import { refuseBareInterest, softOptInGiven } from "./soft-opt-in.ts";
import { todayOf } from "./today.ts";

/** Where a person agreed, in words that follow a date: "on a card at the reading". */
export const consentPlace = text({ max: 200 }).default("");

/** What a member says of a consent that was given outside Mailneo. */
export const consentGiven = {
  basis: consentBasis,
  /** Day they agreed, bought or asked. Purchase and inquiry need it, because implied consent counts from it. */
  givenOn: givenDay,
  place: consentPlace,
  ...softOptInGiven,
  /** Privacy notice they were shown, by its version or date. */
  noticeVersion: text({ max: 200 }).default(""),
  wording: text({ max: 1000 }).min(10, "Say in a sentence how and when they agreed: it is your proof."),
};

export type ConsentGiven = z.output<z.ZodObject<typeof consentGiven>>;

export const whichGround = "Choose on what ground you may write to them.";

/** The same, or "none": for a person on no newsletter, to whom nothing is sent, and for one who will confirm it themselves. */
export const consentOrNone = {
  ...consentGiven,
  basis: z.union([consentBasis, z.literal("none")], whichGround),
};

/** Returns the ground that was told, or null. A person who will confirm it needs none, because their own word counts. */
export function groundOf(
  { basis, ...told }: z.output<z.ZodObject<typeof consentOrNone>>,
  pending: boolean,
): ConsentGiven | null {
  if (basis !== "none") return { ...told, basis };
  return pending ? { ...told, basis: "express" } : null;
}

/** @throws AppError invalid when a ground does not hold for a person of this country, or on this day. */
export async function refuseGround(
  tx: Transaction,
  actor: { workspaceId: string; userId?: string },
  given: ConsentGiven,
  country: string | null,
) {
  refuseBareInterest(given, country);
  await refuseDay(tx, actor, given);
}

/** @throws AppError invalid when the day is missing, impossible, or so long ago that the ground has ended. */
export async function refuseDay(
  tx: Transaction,
  actor: { workspaceId: string; userId?: string },
  { basis, givenOn }: Pick<ConsentGiven, "basis" | "givenOn">,
) {
  if (givenOn === null) {
    if (!needsDay(basis)) return;
    throw invalid({
      givenOn: `Enter the ${dayNames[basis]}: implied consent counts from it (${sectionOf(basis)}).`,
    });
  }
  const problem = dayProblem(basis, givenOn, await todayOf(tx, actor));
  if (problem) throw invalid({ givenOn: dayProblemWords(problem, basis, givenOn) });
}

/** Returns the moment at which a ground given on a day ends; null when it has no end. */
export function expiryOf(basis: Basis, givenOn: CalendarDay | null): Date | null {
  const end = givenOn && endOf(basis, givenOn);
  return end ? startOf(end) : null;
}
