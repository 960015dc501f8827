import type { Ground } from "#lib/audience/contacts/grounds.ts";

/** The lawful grounds as choices, each with what it means. The keys are those of lib/audience/contacts/fields.ts. */
export const grounds: { value: Exclude<Ground, "soft_opt_in">; label: string; hint: string }[] = [
  {
    value: "express",
    label: "Express consent",
    hint: "A form they filled in, a box they ticked, a card they signed. Holds until withdrawn.",
  },
  {
    value: "implied_purchase",
    label: "Implied consent: they bought something",
    hint: "Lawful in Canada (CASL s.10(10)). In the EU, the EEA, the UK and Switzerland it counts only with the facts of the sale (ePrivacy 13(2)). Ends 2 years after the purchase.",
  },
  {
    value: "implied_inquiry",
    label: "Implied consent: they asked you something",
    hint: "A question about what you offer. Lawful in Canada (CASL s.10(10)(e)). Ends 6 months after the inquiry.",
  },
  {
    value: "implied_non_business",
    label: "Implied consent: they gave, volunteered or were a member",
    hint: "For a charity, a party or a club in Canada (CASL s.10(13)). Ends 2 years after the gift, the work or the membership.",
  },
  {
    value: "implied_publication",
    label: "Implied consent: they published their address",
    hint: "Openly, without saying that they want no such mail, and your message concerns their role (CASL s.10(9)(b)).",
  },
  {
    value: "implied_disclosed",
    label: "Implied consent: they gave you their address",
    hint: "A business card, for example, without saying that they want no such mail, and your message concerns their role (CASL s.10(9)(c)).",
  },
  {
    value: "legitimate_interest",
    label: "Legitimate interest",
    hint: "You weighed your interest against theirs (GDPR Art. 6(1)(f)). For people in the EU, the EEA, the UK and Switzerland it counts only as soft opt-in: an own sale, something similar, and an opt-out offered then (ePrivacy 13(2)).",
  },
];

export const groundWords: Record<string, string> = Object.fromEntries(
  grounds.map(({ value, label }) => [value, label]),
);

/** Returns a ground as sending tells it: an own sale with its facts has a name of its own. */
export const basisWords = (ground: Ground): string =>
  ground === "soft_opt_in" ? "Soft opt-in: own sale with its facts" : (groundWords[ground] ?? ground);
