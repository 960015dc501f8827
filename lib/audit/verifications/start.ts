import { and, isNull, lt, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { auditVerifications } from "#db/schema/audit-log.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { auditVerify } from "./job.ts";
import { idleMinutes } from "./verification.ts";

/**
 * Starts verifying the workspace's log in the background, entry by entry, against the signed
 * checkpoints. One at a time.
 */
export const verifyAuditLog = command({
  name: "audit_verification.start",
  allow: workspaceAdmin,
  // A verification reads the whole log, one workspace after another. The limit keeps one workspace
  // from delaying the others.
  limit: { per: "workspace", max: 30, windowSeconds: 3600 },
  input: z.object({}),
  async run({ tx, actor, enqueue }) {
    await tx
      .update(auditVerifications)
      .set({ result: "failed", finishedAt: new Date() })
      .where(
        and(
          owned(auditVerifications, actor),
          isNull(auditVerifications.finishedAt),
          lt(auditVerifications.movedAt, sql`now() - make_interval(mins => ${idleMinutes})`),
        ),
      );
    const id = uuidv7();
    const [row] = await tx
      .insert(auditVerifications)
      .values({ id, workspaceId: actor.workspaceId, requestedBy: actor.userId })
      .onConflictDoNothing()
      .returning({ id: auditVerifications.id });
    if (!row) throw conflict("The log is being verified already.");
    await enqueue(auditVerify, { workspaceId: actor.workspaceId, verificationId: id });
    return { result: { id }, audit: { target: id } };
  },
});
