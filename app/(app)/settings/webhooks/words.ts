import type { Tone } from "#components/ui/badge.tsx";
import { eventCatalogue } from "#lib/integrations/webhooks/event-catalogue.ts";
import type { EventType } from "#lib/integrations/webhooks/events.ts";
import type { listWebhooks } from "#lib/integrations/webhooks/list.ts";

export type Webhook = Awaited<ReturnType<typeof listWebhooks>>["rows"][number];

/** A duration as a log shows it: milliseconds, from one second on seconds. */
export const tookWords = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

export const typeWords = (type: string): string =>
  type === "webhook.test" ? "Test" : (eventCatalogue[type as EventType]?.label ?? type);

const stopStates: Record<NonNullable<Webhook["disabledReason"]>, { tone: Tone; words: string }> = {
  paused: { tone: "neutral", words: "Paused" },
  gone: { tone: "danger", words: "Stopped: address gone" },
  failing: { tone: "danger", words: "Stopped: kept failing" },
  disowned: { tone: "danger", words: "On hold: sign-in reported" },
  withdrawn: { tone: "danger", words: "On hold: maker left" },
  key_revoked: { tone: "danger", words: "On hold: API key revoked" },
};

/** How an address answers now. */
export function stateOf({ disabledAt, disabledReason, failingSince, deliveredAt }: Webhook): {
  tone: Tone;
  words: string;
} {
  if (disabledAt) return stopStates[disabledReason ?? "paused"];
  if (failingSince) return { tone: "warn", words: "Failing" };
  return deliveredAt ? { tone: "ok", words: "Working" } : { tone: "neutral", words: "Nothing sent yet" };
}

export const deliveryWords = {
  queued: { tone: "neutral", words: "Waiting" },
  delivered: { tone: "ok", words: "Delivered" },
  failed: { tone: "danger", words: "Given up" },
} as const;
