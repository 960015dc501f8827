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

/** What a waiting import waits for: ten minutes for one that ends a list, or a worker. */
const waits = ({ listFrom }: Import) =>
  listFrom && listFrom > new Date()
    ? "It stops the mail to more than a few of your contacts, so it begins ten minutes after it was resumed."
    : "It begins as soon as a worker is free.";

/**
 * An import as the progress card shows it: how far by bytes, because nobody counts the rows of a file before reading
 * it. The time left is the card's to tell, from what it sees: after a resume, bytes and start are not of one run.
 */
export function progressOf(row: Import): JobProgress {
  const { added, known, suppressed, refused, bytesRead, fileBytes } = row;
  const rows = rowsDone(row);
  return {
    state: states[row.state],
    done: Math.min(bytesRead, fileBytes),
    total: fileBytes,
    counts: `${plural(rows, "row")}, ${formatBytes(Math.min(bytesRead, fileBytes))} of ${formatBytes(fileBytes)}`,
    figures:
      row.purpose === "suppress"
        ? [
            { label: "Suppressed", value: row.stopped },
            { label: "Suppressed before", value: suppressed },
            { label: "Refused", value: refused },
          ]
        : [
            { label: "Added", value: added },
            { label: "Known already", value: known },
            { label: "Suppressed", value: row.stopped + suppressed },
            { label: "Not taken", value: row.leftOut + row.lapsed + row.erased + refused },
          ],
    ...(row.state === "queued" && { detail: waits(row) }),
  };
}
