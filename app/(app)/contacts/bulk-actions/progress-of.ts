import type { JobProgress } from "#components/forms/progress-card.tsx";
import type { BulkAction } from "./words.ts";

const states: Record<BulkAction["state"], JobProgress["state"]> = {
  waiting: "queued",
  running: "running",
  finished: "done",
  failed: "failed",
  cancelled: "cancelled",
  undone: "cancelled",
};

/** A bulk action as the progress card shows it. */
export const progressOf = ({ state, done, total, failure }: BulkAction): JobProgress => ({
  state: states[state],
  done,
  total,
  ...(state === "undone" && { detail: "It was undone before it began. Nothing changed." }),
  ...(state === "cancelled" && { detail: "What was done until then stays." }),
  ...(failure && { detail: failure }),
});
