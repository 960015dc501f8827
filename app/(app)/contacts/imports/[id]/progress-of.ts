import type { JobProgress } from "#components/forms/progress-card.tsx";
import { formatBytes, plural } from "#components/ui/format.ts";
import { type Import, rowsDone } from "../states.ts";

const states: Record<Import["state"], JobProgress["state"]> = {
  receiving: "queued",
  received: "queued",
  queued: "queued",
  running: "running",
  finished: "done",
  failed: "failed",
  cancelled: "cancelled",
  rolled_back: "cancelled",
};

/** An import as the progress card shows it: how far by bytes, because nobody counts the rows of a file before reading it. */
export function progressOf(row: Import, now = new Date()): JobProgress {
  const { added, known, suppressed, refused, bytesRead, fileBytes } = row;
  const rows = rowsDone(row);
  return {
    state: states[row.state],
    done: bytesRead,
    total: fileBytes,
    counts: `${plural(rows, "row")}, ${formatBytes(bytesRead)} of ${formatBytes(fileBytes)}`,
    secondsLeft: secondsLeft(row, now),
    figures: [
      { label: "Added", value: added },
      { label: "Known already", value: known },
      { label: "Suppressed", value: suppressed },
      { label: "Refused", value: refused },
    ],
    ...(row.state === "queued" && { detail: "It begins as soon as a worker is free." }),
  };
}

/** By the speed so far; null until there is enough of it to tell. For a while after a resume it is too hopeful. */
function secondsLeft({ state, startedAt, bytesRead, fileBytes, movedAt }: Import, now: Date) {
  if (state !== "running" || !startedAt || bytesRead === 0) return null;
  const ran = (movedAt.getTime() - startedAt.getTime()) / 1000;
  if (ran < 2) return null;
  const whole = (ran / bytesRead) * fileBytes;
  return Math.max(0, whole - (now.getTime() - startedAt.getTime()) / 1000);
}
