import type { EventWords } from "#lib/core/audit/words.ts";

/** Audit words of what was sent to webhooks. */
export const webhookDeliveryWords = {
  "webhook_delivery.replay": {
    group: "api-keys",
    to: "send a webhook’s delivery again",
    target: "webhook",
    did: ({ detail }) =>
      `sent a delivery again to ${detail.host ? `a webhook at ${detail.host}` : "a webhook"}`,
    shows: { host: "Host", type: "Event" },
  },
} satisfies Record<string, EventWords>;
