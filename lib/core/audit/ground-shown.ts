import type { Shown } from "./words.ts";

/** How audit entries show the ground of a consent. */
export const groundShown: Shown = {
  label: "Lawful ground",
  words: {
    express: "Express consent",
    implied_purchase: "Implied consent: purchase",
    implied_inquiry: "Implied consent: inquiry",
    implied_non_business: "Implied consent: gift or membership",
    implied_publication: "Implied consent: published address",
    implied_disclosed: "Implied consent: address given",
    legitimate_interest: "Legitimate interest",
    none: "None told",
  },
};
