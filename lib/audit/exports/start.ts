import { and, isNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { auditExports } from "#db/schema/audit-exports.ts";
import { exportFormats } from "#lib/audit/exports/file/names.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { exportFilters } from "./filters.ts";
import { exportAuditLog } from "./job.ts";

/** Simultaneous exports per workspace; each is as long as the log. */
const atOnce = 3;

/**
 * Starts an export of the audit log as a file that proves itself. Entries that the filters leave
 * out stay in it as digests.
 */
export const exportLog = command({
  name: "audit_export.start",
  allow: workspaceAdmin,
  fresh: true,
  // Each export makes a checkpoint, which is kept for ever and read by every verification.
  limit: { per: "workspace", max: 60, windowSeconds: 86_400 },
  input: z.object({
    format: z.enum(exportFormats, { error: "Choose CSV or NDJSON." }),
    filters: exportFilters.default({}),
  }),
  async run({ tx, actor, enqueue }, { format, filters }) {
    const { workspaceId } = actor;
    await oneAtATime(tx, actor, "audit export");
    const running = await tx
      .select({ id: auditExports.id })
      .from(auditExports)
      .where(
        and(
          owned(auditExports, actor),
          isNull(auditExports.readyAt),
          isNull(auditExports.failedAt),
          isNull(auditExports.cancelledAt),
        ),
      )
      .orderBy(auditExports.id)
      .limit(atOnce);
    if (running.length >= atOnce)
      throw conflict(`${atOnce} exports are being made already. Wait for one, or cancel it.`);

    const id = uuidv7();
    await tx.insert(auditExports).values({ id, workspaceId, format, filters, askedBy: actor.userId });
    await enqueue(exportAuditLog, { workspaceId, exportId: id }, { singletonKey: id });
    return { result: { id }, audit: { target: id, detail: { format, filters: Object.keys(filters) } } };
  },
});
