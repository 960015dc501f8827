import type { Tone } from "#components/ui/badge.tsx";
import type { getImport } from "#lib/audience/imports/get.ts";

export type Import = Awaited<ReturnType<typeof getImport>>;

export const importStates: Record<Import["state"], { words: string; tone: Tone }> = {
  receiving: { words: "Waiting for its file", tone: "neutral" },
  received: { words: "File to check", tone: "warn" },
  queued: { words: "Waiting to run", tone: "neutral" },
  running: { words: "Running", tone: "ok" },
  finished: { words: "Done", tone: "ok" },
  failed: { words: "Stopped", tone: "danger" },
  cancelled: { words: "Cancelled", tone: "neutral" },
  rolled_back: { words: "Rolled back", tone: "neutral" },
};

/** Rows of the file an import has dealt with, whatever became of them. */
export const rowsDone = (
  row: Pick<
    Import,
    "added" | "known" | "suppressed" | "stopped" | "leftOut" | "lapsed" | "erased" | "refused"
  >,
) =>
  row.added + row.known + row.suppressed + row.stopped + row.leftOut + row.lapsed + row.erased + row.refused;

/** Address where another import of the same kind begins, with the same answers. */
export const againHref = ({ id, attestation }: Pick<Import, "id" | "attestation">) =>
  attestation === null ? "/contacts/imports/new?for=suppression" : `/contacts/imports/new?from=${id}`;
