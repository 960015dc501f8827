import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";

/** Ends a run without further work, because the export was cancelled or another run of its job took over. */
export class ExportStopped extends Error {
  override readonly name = "ExportStopped";
}

/** Takes an export for this run, from the beginning. Returns false when it was cancelled or is done. */
export async function beginRun(actor: WorkspaceJob, exportId: string, runId: string): Promise<boolean> {
  return work(actor, async ({ tx }) => {
    const taken = await tx.execute(sql`
      insert into audit_export_progress as p (export_id, workspace_id, run_id)
      select e.id, e.workspace_id, ${runId}::uuid from audit_exports e
      where e.id = ${exportId} and e.ready_at is null and e.failed_at is null and e.cancelled_at is null
      on conflict (workspace_id, export_id) do update set run_id = excluded.run_id, done = 0, total = 0, began_at = now(), moved_at = now()
      returning 1`);
    return taken.length > 0;
  });
}

const everyMilliseconds = 1000;

/**
 * Records a run's progress once a second.
 * @throws ExportStopped
 */
export function noteProgress(actor: WorkspaceJob, exportId: string, runId: string, total: number) {
  let noted = 0;
  return async (done: number) => {
    if (Date.now() - noted < everyMilliseconds) return;
    noted = Date.now();
    const mine = await work(actor, ({ tx }) =>
      tx.execute(sql`
        update audit_export_progress p set done = ${done}, total = ${total}, moved_at = now() from audit_exports e
        where p.export_id = ${exportId} and p.run_id = ${runId}::uuid and e.workspace_id = p.workspace_id and e.id = p.export_id
          and e.ready_at is null and e.failed_at is null and e.cancelled_at is null
        returning 1`),
    );
    if (mine.length === 0) throw new ExportStopped();
  };
}
