import { counted, type EventWords, the } from "#lib/core/audit/words.ts";

/** Names the audit events of deliveries, which are messages to one recipient each. */
export const deliveryWords = {
  "delivery.send_again": {
    group: "campaigns",
    to: "send again what nobody knows the fate of",
    target: "campaign",
    did: (facts) =>
      `queued ${counted(facts.detail.deliveries, "message")} of ${the("campaign", facts)} once more`,
    shows: { deliveries: "Messages queued again" },
  },
} satisfies Record<string, EventWords>;
