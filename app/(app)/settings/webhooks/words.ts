import type { Tone } from "#components/ui/badge.tsx";
import type { EventType } from "#lib/integrations/webhooks/events.ts";
import type { listWebhooks } from "#lib/integrations/webhooks/list.ts";

export type Webhook = Awaited<ReturnType<typeof listWebhooks>>["rows"][number];

/** What each event tells, as its checkbox says it. */
export const eventWords: Record<EventType, { label: string; hint: string }> = {
  "contact.subscribed": { label: "Subscribed", hint: "Somebody was put on a newsletter, or asked for it." },
  "contact.confirmed": {
    label: "Confirmed",
    hint: "A person said yes by their own press on a mailed link.",
  },
  "contact.unsubscribed": { label: "Unsubscribed", hint: "Somebody left a newsletter, or everything." },
  "contact.bounced": { label: "Bounced", hint: "An address takes no mail, so it is suppressed." },
  "contact.complained": { label: "Reported spam", hint: "Somebody reported a message, and gets no more." },
  "contact.erased": { label: "Erased", hint: "A contact was erased. Erase them on your side too." },
  "campaign.finished": { label: "Campaign finished", hint: "The last message of a campaign has left." },
  "api_key.created": { label: "API key created", hint: "Somebody made or rotated a key to this workspace." },
};

/** A duration as a log shows it: milliseconds, from one second on seconds. */
export const tookWords = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

export const typeWords = (type: string): string =>
  type === "webhook.test" ? "Test" : (eventWords[type as EventType]?.label ?? type);

/** How an address answers now. */
export function stateOf({ disabledAt, disabledReason, failingSince, deliveredAt }: Webhook): {
  tone: Tone;
  words: string;
} {
  if (disabledAt)
    return disabledReason === "paused"
      ? { tone: "neutral", words: "Paused" }
      : {
          tone: "danger",
          words: disabledReason === "gone" ? "Stopped: address gone" : "Stopped: kept failing",
        };
  if (failingSince) return { tone: "warn", words: "Failing" };
  return deliveredAt ? { tone: "ok", words: "Working" } : { tone: "neutral", words: "Nothing sent yet" };
}

export const deliveryWords = {
  queued: { tone: "neutral", words: "Waiting" },
  delivered: { tone: "ok", words: "Delivered" },
  failed: { tone: "danger", words: "Given up" },
} as const;
