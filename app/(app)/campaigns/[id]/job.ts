import type { JobProgress } from "#components/forms/progress-card.tsx";
import { type Campaign, progressOf } from "../load.ts";

/** A campaign as a job whose progress is shown. */
export function jobOf(campaign: Campaign): JobProgress {
  const { counts, state } = campaign;
  const { done, total } = progressOf(campaign);
  return {
    state: state === "sent" ? "done" : state === "paused" ? "paused" : done === 0 ? "queued" : "running",
    done,
    total,
    figures: [
      { label: "Sent", value: counts.sent },
      { label: "Failed", value: counts.failed },
      ...(counts.unknown > 0 ? [{ label: "Unknown", value: counts.unknown }] : []),
      { label: "Left out", value: counts.skipped },
    ],
    ...(state === "paused" && {
      detail: campaign.pauseReason ?? "You paused it. Whoever unsubscribes meanwhile is left out.",
    }),
  };
}
