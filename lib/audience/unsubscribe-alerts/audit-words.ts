import { counted, type EventWords } from "#lib/core/audit/words.ts";

/** Audit words of alerts about people who leave. */
export const unsubscribeAlertWords = {
  "unsubscribe_alert.raise": {
    group: "contacts",
    to: "raise an alert about unsubscribes",
    target: "campaign",
    did: ({ detail }) =>
      `told the owners that ${counted(detail.unsubscribed, "person", "people")} unsubscribed within an hour`,
    shows: { sent: "Messages of two days" },
  },
} satisfies Record<string, EventWords>;
