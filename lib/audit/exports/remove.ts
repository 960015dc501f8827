import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { auditExports } from "#db/schema/audit-exports.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";

/**
 * Records that an export's file was deleted after its week. The row stays with the SHA-256, so that
 * a holder of the file can compare.
 */
export const removeExport = command({
  name: "audit_export.remove",
  allow: workspaceJob,
  input: z.object({ exportId: z.uuid() }),
  async run({ tx, actor }, { exportId }) {
    const [removed] = await tx
      .update(auditExports)
      .set({ removedAt: new Date() })
      .where(
        and(
          eq(auditExports.workspaceId, actor.workspaceId),
          eq(auditExports.id, exportId),
          isNotNull(auditExports.readyAt),
          isNull(auditExports.removedAt),
        ),
      )
      .returning({ format: auditExports.format });
    if (!removed) throw notFound("export");
    return { result: {}, audit: { target: exportId, detail: { format: removed.format } } };
  },
});
