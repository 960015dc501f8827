import { sql } from "drizzle-orm";
import { z } from "zod";
import { exportsFolder } from "#lib/audit/exports/file/names.ts";
import type { Job, WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";
import { exportStore } from "#lib/files/store.ts";
import { finishExport } from "./finish.ts";
import { removeExport } from "./remove.ts";

const AT_ONCE = 500;
const leftoverAfter = 86_400_000;

/**
 * Removes exports older than their week, ends exports that stopped, and deletes files of runs that
 * died, each hour.
 */
export const sweepExports = job({
  name: "audit-export-sweep",
  input: z.object({}),
  schedule: "50 * * * *",
  async run({ actor }) {
    await endOver(actor);
    await dropLeftovers(actor);
  },
});

async function endOver(actor: Job) {
  const over = await work(actor, ({ tx }) =>
    tx.execute<{ workspace_id: string; export_id: string; store_key: string | null }>(
      sql`select workspace_id, export_id, store_key from audit_exports_over(${AT_ONCE})`,
    ),
  );
  for (const { workspace_id: workspaceId, export_id: exportId, store_key: key } of over) {
    const inside: WorkspaceJob = { ...actor, workspaceId };
    try {
      // The file goes first, so that the note of its removal is true even when we die in between.
      if (key) await exportStore().remove(key);
      if (key) await removeExport(inside, { exportId });
      else await finishExport(inside, { exportId, ending: { failure: stopped } });
    } catch (error) {
      if (!(error instanceof AppError && error.code === "notFound")) throw error;
    }
  }
}

const stopped = "The export stopped and did not go on by itself. Ask for it again.";

async function dropLeftovers(actor: Job) {
  let keys: string[] = [];
  for await (const key of exportStore().list(exportsFolder)) {
    if (Date.now() - madeAt(key) > leftoverAfter) keys.push(key);
    if (keys.length < AT_ONCE) continue;
    await dropUnknown(actor, keys);
    keys = [];
  }
  if (keys.length > 0) await dropUnknown(actor, keys);
}

async function dropUnknown(actor: Job, keys: string[]) {
  const known = await work(actor, ({ tx }) =>
    tx.execute<{ key: string }>(
      sql`select audit_export_files(array(select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))) as key`,
    ),
  );
  const kept = new Set(known.map(({ key }) => key));
  for (const key of keys) if (!kept.has(key)) await exportStore().remove(key);
}

/**
 * Returns when a file was made, in milliseconds, from the run in its name, a UUIDv7. Files without
 * one are not ours to delete.
 */
function madeAt(key: string): number {
  const [, high = "", low = ""] =
    /\.([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f-]{17}\.[a-z]+$/.exec(key) ?? [];
  return high ? Number.parseInt(high + low, 16) : Number.POSITIVE_INFINITY;
}
