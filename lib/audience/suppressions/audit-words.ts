import { counted, type EventWords } from "#lib/core/audit/words.ts";

const reason = {
  label: "Reason",
  words: { unsubscribed: "Unsubscribed", bounced: "Bounced", complained: "Reported spam", manual: "By hand" },
};

/** Audit words of suppressed addresses. */
export const suppressionWords = {
  "suppression.add": {
    group: "suppressions",
    to: "suppress addresses",
    target: "newsletter",
    did: ({ detail }) => `suppressed ${counted(detail.added, "address", "addresses")}`,
    shows: {
      added: "Added",
      already: "Suppressed before",
      refused: "No addresses",
      queuedStopped: "Queued messages stopped",
    },
  },
  "suppression.import": {
    group: "suppressions",
    to: "import suppressed addresses",
    did: ({ detail }) => `suppressed ${counted(detail.added, "address", "addresses")} of a file`,
    shows: {
      added: "Added",
      already: "Suppressed before",
      refused: "Rows left out",
      queuedStopped: "Queued messages stopped",
    },
  },
  "suppression.export": {
    group: "suppressions",
    to: "export suppressed addresses",
    did: "exported suppressed addresses as a CSV file",
    shows: { reason },
  },
  "suppression.lift": {
    group: "suppressions",
    to: "lift a suppression",
    target: "suppression",
    did: "lifted a suppression",
    shows: { reason, note: "Note" },
  },
  "suppression.record_bounce": {
    group: "suppressions",
    to: "suppress bounced addresses",
    target: "campaign",
    did: ({ detail }) =>
      `suppressed ${counted(detail.added, "address", "addresses")} that a server called dead`,
    shows: { added: "Added" },
  },
} satisfies Record<string, EventWords>;
