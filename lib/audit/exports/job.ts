import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { exportContent } from "#lib/audit/exports/file/content.ts";
import { contentTypes, exportKey, exportNames } from "#lib/audit/exports/file/names.ts";
import { csvExport, ndjsonExport } from "#lib/audit/exports/file/write.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { exportStore } from "#lib/files/store.ts";
import { finishExport } from "./finish.ts";
import { beginRun, ExportStopped, noteProgress } from "./progress.ts";

/**
 * Makes an export, from the log into the store, holding a few thousand entries at most. A killed
 * run starts again from the beginning, because its first half would belong to another checkpoint. A
 * file in the store appears whole or not at all.
 */
export const exportAuditLog = job({
  name: "audit-export",
  input: z.object({ workspaceId: z.uuid(), exportId: z.uuid() }),
  policy: "short",
  retryLimit: 5,
  retryDelay: 10,
  apart: true,
  concurrency: 4,
  concurrencyPerWorkspace: 1,
  ends: "Reads the workspace's own log once. A second part would belong to another checkpoint.",
  async run({ actor, signal }, { workspaceId, exportId }) {
    const worker: WorkspaceJob = { ...actor, workspaceId };
    const runId = uuidv7();
    if (!(await beginRun(worker, exportId, runId))) return;
    try {
      await finish(worker, exportId, await make(worker, exportId, runId, signal));
    } catch (error) {
      if (error instanceof ExportStopped) return;
      if (!isFull(error)) throw error;
      await finish(worker, exportId, { failure: noRoom });
    }
  },
});

type Ending = Parameters<typeof finishExport>[1]["ending"];

async function make(
  actor: WorkspaceJob,
  exportId: string,
  runId: string,
  signal: AbortSignal,
): Promise<Ending> {
  const store = exportStore();
  const { content, order, counts, total, checkpoint } = await exportContent(actor, exportId);
  const note = noteProgress(actor, exportId, runId, total);
  const names = exportNames(order.workspace, new Date(content.head.made_at));
  const noted = { ...content, items: watched() };
  const pieces = order.format === "csv" ? csvExport(noted, names) : ndjsonExport(noted);
  const key = exportKey(actor.workspaceId, exportId, runId, order.format);
  const hash = createHash("sha256");
  const contentType = contentTypes[order.format];
  const bytes = await store.put(key, Readable.from(hashed()), { once: true, contentType, signal });
  return {
    key,
    name: names.download[order.format],
    bytes,
    sha256: hash.digest("hex"),
    entries: counts.entries,
    leftOut: counts.leftOut,
    checkpoint,
  };

  async function* watched() {
    for await (const batch of content.items) {
      signal.throwIfAborted();
      await note(counts.entries + counts.leftOut);
      yield batch;
    }
  }

  async function* hashed() {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  }
}

/** Ends an export. One that was cancelled in its last moment leaves no file. */
async function finish(actor: WorkspaceJob, exportId: string, ending: Ending) {
  try {
    await finishExport(actor, { exportId, ending });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "notFound")) throw error;
    if ("key" in ending) await exportStore().remove(ending.key);
  }
}

const isFull = (error: unknown) =>
  ["ENOSPC", "EDQUOT", "EFBIG"].includes(String((error as { code?: unknown })?.code));

const noRoom =
  "There is no room left where exports are kept. Make some, or export fewer entries with a filter, and ask for it again.";
