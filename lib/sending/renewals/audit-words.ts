import type { EventWords } from "#lib/core/audit/words.ts";

export const renewalWords = {
  "renewal.prepare": {
    group: "campaigns",
    to: "prepare a renewal",
    target: "campaign",
    did: ({ detail }) =>
      `prepared ${detail.name ? `“${detail.name}”` : "a renewal"}, which asks for express consent`,
    shows: { newsletter: "Newsletter", people: "People asked" },
  },
  "renewal.agree": {
    group: "contacts",
    to: "agree by the link of a renewal",
    target: "contact",
    did: () => "gave express consent by the link of a renewal",
    shows: { newsletter: "Newsletter" },
  },
} satisfies Record<string, EventWords>;
