import { sql } from "drizzle-orm";
import { z } from "zod";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";
import { runBatch } from "./batch.ts";

/**
 * Does a bulk action batch by batch, from where it last stopped. Each batch writes what became of its contacts in the same
 * transaction, so that a killed worker leaves none half done and none is met twice.
 */
export const bulkRun = job({
  name: "bulk-action-run",
  input: z.object({ workspaceId: z.uuid(), actionId: z.uuid() }),
  retryLimit: 20,
  concurrency: 2,
  concurrencyPerWorkspace: 1,
  async run({ actor, signal, othersWait }, { workspaceId, actionId }) {
    const worker: WorkspaceJob = { ...actor, workspaceId };
    if (!(await markRunning(worker, actionId))) return "done";
    for (let batches = 1; ; batches += 1) {
      signal.throwIfAborted();
      const { left } = await runBatch(worker, { actionId });
      if (!left) return "done";
      if (batches % batchesPerTurn === 0 && (await othersWait())) return "again";
    }
  },
});

const batchesPerTurn = 20;

/** Marks an action as running once its time has come. Returns false when it was undone or has ended. */
async function markRunning(actor: WorkspaceJob, actionId: string): Promise<boolean> {
  const rows = await work(actor, ({ tx }) =>
    tx.execute(sql`
      update bulk_actions set state = 'running', started_at = coalesce(started_at, now()), moved_at = now()
      where workspace_id = ${actor.workspaceId} and id = ${actionId}
        and (state = 'running' or state = 'waiting' and starts_at <= now()) returning 1`),
  );
  return rows.length > 0;
}
