import { sql } from "drizzle-orm";
import { z } from "zod";
import { notFound } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { type AuditExport, exportOf, type Row, select } from "./row.ts";

/**
 * Returns one export of the workspace's log.
 * @throws AppError notFound, also for another workspace's.
 */
export const getExport = query({
  name: "audit_export.get",
  allow: workspaceAdmin,
  input: z.object({ exportId: z.uuid() }),
  async run({ db, actor }, { exportId }): Promise<AuditExport> {
    const [row] = await db.execute<Row>(
      sql`${select} where e.workspace_id = ${actor.workspaceId} and e.id = ${exportId}`,
    );
    if (!row) throw notFound("export");
    return exportOf(row);
  },
});
