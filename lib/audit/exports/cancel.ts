import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { auditExports } from "#db/schema/audit-exports.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/** Stops an export under way within a second or two, and drops its partial file. */
export const cancelExport = command({
  name: "audit_export.cancel",
  allow: workspaceAdmin,
  input: z.object({ exportId: z.uuid() }),
  async run({ tx, actor }, { exportId }) {
    const [cancelled] = await tx
      .update(auditExports)
      .set({ cancelledAt: new Date() })
      .where(
        and(
          owned(auditExports, actor),
          eq(auditExports.id, exportId),
          isNull(auditExports.readyAt),
          isNull(auditExports.failedAt),
          isNull(auditExports.cancelledAt),
        ),
      )
      .returning({ format: auditExports.format });
    if (!cancelled) throw notFound("export");
    return { result: {}, audit: { target: exportId, detail: { format: cancelled.format } } };
  },
});
