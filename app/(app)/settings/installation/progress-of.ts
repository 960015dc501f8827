import type { JobProgress } from "#components/forms/progress-card.tsx";
import type { Rotation } from "#lib/operations/encryption-keys/rotation.ts";

const pickedUpWithinMs = 60_000;

/** A rotation as the progress card shows it. */
export function progressOf(rotation: Rotation): JobProgress {
  const { total, remaining, problem } = rotation;
  const state = stateOf(rotation);
  return {
    state,
    total,
    done: state === "done" ? total : Math.max(0, total - remaining),
    ...(problem && { detail: problem }),
  };
}

/** "failed": nobody works on it, although it has not ended. */
export function stateOf({
  finishedAt,
  underWay,
  problem,
  startedAt,
  failed,
}: Rotation): "queued" | "running" | "done" | "failed" {
  if (finishedAt) return failed ? "failed" : "done";
  if (underWay) return "running";
  return problem === null && Date.now() - startedAt.getTime() < pickedUpWithinMs ? "queued" : "failed";
}
