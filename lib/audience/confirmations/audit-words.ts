import { counted, type EventWords, the } from "#lib/core/audit/words.ts";

/** Audit words of confirmations. */
export const confirmationWords = {
  "confirmation.confirm": {
    group: "contacts",
    to: "confirm a subscription",
    target: "contact",
    did: ({ detail }) =>
      detail.cameBack
        ? "confirmed a subscription, and is back after unsubscribing"
        : "confirmed a subscription",
    shows: {
      form: {
        label: "Form",
        words: {
          hosted: "Subscribe page",
          embedded: "Form on another site",
          preferences: "Preference page",
          member: "A member, at the person's wish",
        },
      },
    },
  },
  "confirmation.disown": {
    group: "contacts",
    to: "cancel a signup",
    target: "contact",
    did: "said they did not ask for a subscription",
  },
  "confirmation.record_mailed": {
    group: "contacts",
    to: "record a confirmation mail",
    target: "contact",
    did: "mailed a request to confirm a subscription",
  },
  "confirmation.send_test": {
    group: "campaigns",
    to: "send a test of a confirmation mail",
    target: "newsletter",
    did: (facts) => `sent themselves a test of the confirmation mail of ${the("newsletter", facts)}`,
  },
  "confirmation.purge": {
    group: "contacts",
    to: "delete old signups",
    did: ({ detail }) => `deleted ${counted(detail.signups, "signup", "signups")} older than 30 days`,
    shows: { subscriptions: "Pending subscriptions", contacts: "Contacts" },
  },
} satisfies Record<string, EventWords>;
