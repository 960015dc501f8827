import type { JobProgress } from "#components/forms/progress-card.tsx";
import type { AuditExport } from "#lib/audit/exports/row.ts";

const states: Record<AuditExport["state"], JobProgress["state"]> = {
  queued: "queued",
  running: "running",
  ready: "done",
  removed: "done",
  failed: "failed",
  cancelled: "cancelled",
};

/** An export as the progress card shows it: entries looked at, of those there are. */
export function progressOf({ state, done, total }: AuditExport): JobProgress {
  return {
    state: states[state],
    done: done ?? 0,
    total: state === "running" && total ? total : null,
    ...(state === "queued" && { detail: "It begins as soon as a worker is free." }),
  };
}
