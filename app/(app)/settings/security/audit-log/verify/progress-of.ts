import type { JobProgress } from "#components/forms/progress-card.tsx";
import type { Verification } from "#lib/audit/verifications/list.ts";

const states = { intact: "done", broken: "done", failed: "failed" } as const;

/** A verification as the progress card shows it. */
export function progressOf({ result, checked, total }: Verification): JobProgress {
  const waiting = result === null && total === 0;
  return {
    state: result ? states[result] : waiting ? "queued" : "running",
    done: checked,
    total: waiting ? null : Math.max(total, checked),
    ...(waiting && { detail: "It begins as soon as a worker is free." }),
  };
}
