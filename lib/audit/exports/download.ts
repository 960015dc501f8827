import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { auditExports } from "#db/schema/audit-exports.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/** Gives an admin of the workspace a finished export, and records the download. */
export const downloadExport = command({
  name: "audit_export.download",
  allow: workspaceAdmin,
  input: z.object({ exportId: z.uuid() }),
  async run({ tx, actor }, { exportId }) {
    const [found] = await tx
      .select({
        format: auditExports.format,
        key: auditExports.storeKey,
        name: auditExports.fileName,
        bytes: auditExports.bytes,
        sha256: auditExports.sha256,
      })
      .from(auditExports)
      .where(
        and(
          owned(auditExports, actor),
          eq(auditExports.id, exportId),
          isNull(auditExports.removedAt),
          gt(auditExports.expiresAt, sql`now()`), // checked because the hourly sweep may be late
        ),
      );
    if (!found?.key || !found.name || found.bytes === null || !found.sha256) throw notFound("export");
    const { format, key, name, bytes, sha256 } = found;
    return {
      result: { format, key, name, bytes },
      audit: { target: exportId, detail: { format, bytes, sha256: sha256.toString("hex") } },
    };
  },
});
