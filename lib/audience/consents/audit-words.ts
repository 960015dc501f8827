import type { EventWords } from "#lib/core/audit/words.ts";

/** Audit words of the consent ledger. */
export const consentWords = {
  "consent.hand_over": {
    group: "contacts",
    to: "take out a consent receipt",
    target: "contact",
    did: (facts) => `took out a consent receipt of ${facts.name ?? "a contact"}`,
    shows: {
      kind: {
        label: "What it records",
        words: { grant: "Agreed", withdrawal: "Withdrawn", request: "Asked to come back" },
      },
    },
  },
} satisfies Record<string, EventWords>;
