import type { JobProgress } from "#components/forms/progress-card.tsx";
import { formatMinute } from "#components/ui/format.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { type Campaign, progressOf } from "../load.ts";

/** A campaign as a job whose progress is shown. */
export function jobOf(campaign: Campaign, zone: TimeZone): JobProgress {
  const { counts, state } = campaign;
  const waits = state === "sending" ? waitWords(campaign, zone) : null;
  const { done, total } = progressOf(campaign);
  return {
    state:
      state === "sent" ? "done" : state === "paused" ? "paused" : done === 0 || waits ? "queued" : "running",
    done,
    total,
    figures: [
      { label: "Sent", value: counts.sent },
      { label: "Failed", value: counts.failed },
      ...(counts.unknown > 0 ? [{ label: "Unknown", value: counts.unknown }] : []),
      ...(counts.held > 0 ? [{ label: "Held", value: counts.held }] : []),
      { label: "Skipped", value: counts.skipped },
    ],
    ...(waits && { detail: waits, secondsLeft: null }),
    ...(state === "paused" && {
      detail: campaign.pauseReason ?? "You paused it. Anyone who unsubscribes meanwhile is skipped.",
    }),
  };
}

/** Why a running campaign stands still, and when it continues by itself. */
function waitWords(
  { accountLabel, accountFailure, accountWaitsUntil }: Campaign,
  zone: TimeZone,
): string | null {
  if (!accountWaitsUntil) return null;
  const until = new Date(accountWaitsUntil);
  return `“${accountLabel}”: ${accountFailure ?? "It is waiting."} Everyone left stays in the queue. Sending continues by itself on ${formatMinute(until, zone)}.`;
}
