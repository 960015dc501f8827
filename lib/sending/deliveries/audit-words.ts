import { counted, type EventWords, the } from "#lib/core/audit/words.ts";

/** Names the audit events of deliveries, which are messages to one recipient each. */
export const deliveryWords = {
  "delivery.send_again": {
    group: "campaigns",
    to: "resend messages with unknown delivery",
    target: "campaign",
    did: (facts) =>
      `queued ${counted(facts.detail.deliveries, "message")} of ${the("campaign", facts)} once more`,
    shows: { deliveries: "Messages queued again" },
  },
  "delivery.judge": {
    group: "campaigns",
    to: "decide whose fault a run of refusals was",
    target: "campaign",
    did: (facts) =>
      facts.detail.fault === "addresses"
        ? `called ${counted(facts.detail.recipients, "address", "addresses")} of ${the("campaign", facts)} bad that the server had refused`
        : `sent ${the("campaign", facts)} again to ${counted(facts.detail.recipients, "person", "people")} that the server had refused`,
    shows: {
      suppressed: "Addresses suppressed",
      lifted: "Suppressions lifted",
      said: "The server said",
    },
  },
} satisfies Record<string, EventWords>;
