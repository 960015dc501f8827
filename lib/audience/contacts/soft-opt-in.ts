import { z } from "zod";
import { needsOptIn } from "#lib/audience/opt-in-countries.ts";
import { invalid } from "#lib/core/errors.ts";
import { text } from "#lib/core/text.ts";
import { countryName } from "./country-name.ts";

/** Facts of the own sale that a purchase or a legitimate interest rests on (ePrivacy 13(2)). Its day is the day of the consent. */
export const softOptInGiven = {
  /** What they bought from us, so that it can be told whether the newsletter is about something similar. */
  bought: text({ max: 300 }).default(""),
  /** Whether an opt-out was offered when their address was taken, and is in each message. */
  optOutOffered: z.literal(["on", ""]).default(""),
};

type Given = z.output<z.ZodObject<typeof softOptInGiven>> & { basis: string; givenOn: string | null };

/** Grounds that an own sale may stand behind. */
const restsOnSale = (basis: string) => basis === "legitimate_interest" || basis === "implied_purchase";

/** Returns the facts as evidence; null where there are none, or the ground is another. */
export function softOptInOf({
  basis,
  bought,
  optOutOffered,
}: Given): Record<string, string | boolean> | null {
  if (!restsOnSale(basis) || !(bought || optOutOffered)) return null;
  return { bought, optOutOffered: optOutOffered === "on" };
}

/** @throws AppError invalid when some facts of the sale are given and others are missing. */
export function refuseHalfASale(given: Omit<Given, "givenOn">) {
  if (!softOptInOf({ ...given, givenOn: null })) return;
  const missing = {
    ...(!given.bought && { bought: "Say what they bought." }),
    ...(!given.optOutOffered && {
      optOutOffered: "Soft opt-in holds only where they could say no when they bought (ePrivacy 13(2)).",
    }),
  };
  if (Object.keys(missing).length > 0) throw invalid(missing);
}

/**
 * @throws AppError invalid when legitimate interest stands alone for a person in a country of opt-in or an unknown one, or
 * when facts of the sale are missing.
 */
export function refuseBareInterest(given: Given, country: string | null) {
  if (softOptInOf(given) && !given.givenOn) {
    refuseHalfASale(given);
    throw invalid({ givenOn: "Enter the day of the sale." });
  }
  refuseHalfASale(given);
  if (given.basis !== "legitimate_interest" || softOptInOf(given)) return;
  if (!needsOptIn(country)) return;
  throw invalid({
    basis: country
      ? `Legitimate interest alone is no ground to mail people in ${countryName(country)} (ePrivacy 13). Add the sale it rests on, or choose another ground.`
      : "Legitimate interest alone is no ground to mail people in the EU, the EEA, the UK or Switzerland (ePrivacy 13). Enter their country, or the sale it rests on.",
  });
}
