import { groundShown } from "#lib/core/audit/ground-shown.ts";
import type { EventWords } from "#lib/core/audit/words.ts";

/** Audit words of what members do to a person's subscriptions. */
export const subscriptionWords = {
  "subscription.add": {
    group: "contacts",
    to: "add a contact to a newsletter",
    target: "contact",
    did: ({ name }) => `added ${name ?? "a contact"} to a newsletter`,
    shows: { basis: groundShown, givenOn: "Given on" },
  },
  "subscription.record_consent": {
    group: "contacts",
    to: "record a consent of a contact",
    target: "contact",
    did: ({ name }) => `recorded a consent of ${name ?? "a contact"}`,
    shows: { basis: groundShown, givenOn: "Given on" },
  },
  "subscription.end": {
    group: "contacts",
    to: "unsubscribe a contact on request",
    target: "contact",
    did: ({ name, detail }) =>
      `unsubscribed ${name ?? "a contact"} from ${detail.newsletter === null ? "everything" : "a newsletter"} on request`,
    shows: { askedOn: "Asked on", queuedStopped: "Queued messages stopped" },
  },
  "subscription.resubscribe": {
    group: "contacts",
    to: "ask a contact to confirm a new subscription",
    target: "contact",
    did: ({ name }) => `recorded that ${name ?? "a contact"} wants to come back, and asked them to confirm`,
    shows: { givenOn: "Asked on" },
  },
} satisfies Record<string, EventWords>;
