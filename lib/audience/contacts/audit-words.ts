import type { EventWords } from "#lib/core/audit/words.ts";

const basis = {
  label: "Lawful ground",
  words: {
    express: "Express consent",
    implied_purchase: "Implied consent: purchase",
    implied_inquiry: "Implied consent: inquiry",
    legitimate_interest: "Legitimate interest",
  },
};

const count = (given: unknown) => `${Number(given) || 0} ${given === 1 ? "contact" : "contacts"}`;

/** Audit words of contacts and their consents. */
export const contactWords = {
  "contact.create": {
    group: "contacts",
    to: "add a contact",
    target: "contact",
    did: (facts) => `added ${facts.name ?? "a contact"} to the contacts`,
    shows: { basis, givenOn: "Given on" },
  },
  "contact.delete": {
    group: "contacts",
    to: "delete a contact",
    target: "contact",
    did: "deleted a contact and everything known of them",
  },
  "contact.delete_many": {
    group: "contacts",
    to: "delete contacts",
    did: ({ detail }) => `deleted ${count(detail.deleted)} and everything known of them`,
  },
  "contact.suppress_many": {
    group: "contacts",
    to: "suppress contacts",
    did: ({ detail }) => `suppressed ${count(detail.added)}`,
    shows: { already: "Suppressed before", queuedStopped: "Queued messages stopped" },
  },
  "contact.export": {
    group: "contacts",
    to: "export contacts",
    did: "exported contacts as a CSV file",
    shows: { country: "Country" },
  },
  "contact.unsubscribe": {
    group: "contacts",
    to: "unsubscribe",
    target: "contact",
    did: ({ detail }) =>
      detail.scope === "newsletter" ? "unsubscribed from a newsletter" : "unsubscribed from everything",
    shows: {
      scope: { label: "From", words: { newsletter: "One newsletter", all: "Everything" } },
      source: {
        label: "By",
        words: {
          one_click: "One-click button of the mail program (RFC 8058)",
          unsubscribe_page: "Unsubscribe page",
        },
      },
      queuedStopped: "Queued messages stopped",
    },
  },
} satisfies Record<string, EventWords>;
