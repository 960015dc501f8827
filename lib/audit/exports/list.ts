import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { type AuditExport, exportOf, type Row, select } from "./row.ts";

const MOST = 20;

/** Returns the workspace's last 20 exports of its audit log, newest first. */
export const listExports = query({
  name: "audit_export.list",
  allow: workspaceAdmin,
  input: z.object({}),
  async run({ db, actor }): Promise<AuditExport[]> {
    const rows = await db.execute<Row>(
      sql`${select} where e.workspace_id = ${actor.workspaceId} order by e.id desc limit ${MOST}`,
    );
    return rows.map(exportOf);
  },
});
