/** The lawful grounds as choices, each with what it means. The keys are those of lib/audience/contacts/fields.ts. */
export const grounds = [
  {
    value: "express",
    label: "They asked for it",
    hint: "Consent: a form they filled in, a box they ticked, a card they signed. Holds until withdrawn.",
  },
  {
    value: "implied_purchase",
    label: "They bought something",
    hint: "Implied consent in Canada (CASL s.10(10)) and similar products elsewhere (ePrivacy 13(2)). Ends after 2 years.",
  },
  {
    value: "implied_inquiry",
    label: "They asked you something",
    hint: "A question about what you offer: implied consent in Canada (CASL s.10(10)(e)). Ends after 6 months.",
  },
  {
    value: "legitimate_interest",
    label: "Legitimate interest",
    hint: "You weighed your interest against theirs (GDPR Art. 6(1)(f)). Newsletters to people in the EU mostly need consent.",
  },
];

export const groundWords: Record<string, string> = Object.fromEntries(
  grounds.map(({ value, label }) => [value, label]),
);
