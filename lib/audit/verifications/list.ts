import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { auditCheckpoints, auditVerifications } from "#db/schema/audit-log.ts";
import { users } from "#db/schema/users.ts";
import { signer } from "#lib/audit/chain/signer.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { fingerprintOf } from "#lib/crypto/ed25519.ts";
import { verificationReport } from "./verification.ts";

const shown = 5;

export type Verification = Awaited<ReturnType<typeof listVerifications>>["verifications"][number];

/**
 * Returns the last verifications of the workspace's log, newest first, the newest checkpoint, and
 * the signing key.
 */
export const listVerifications = query({
  name: "audit_verification.list",
  allow: workspaceAdmin,
  input: z.object({}),
  async run({ db, actor }) {
    const rows = await db
      .select({
        id: auditVerifications.id,
        createdAt: auditVerifications.createdAt,
        finishedAt: auditVerifications.finishedAt,
        checked: auditVerifications.checked,
        total: auditVerifications.total,
        result: auditVerifications.result,
        report: auditVerifications.report,
        requestedBy: users.name,
      })
      .from(auditVerifications)
      .leftJoin(users, eq(users.id, auditVerifications.requestedBy))
      .where(owned(auditVerifications, actor))
      .orderBy(desc(auditVerifications.createdAt), desc(auditVerifications.id))
      .limit(shown);
    const [checkpoint] = await db
      .select({
        number: auditCheckpoints.number,
        at: auditCheckpoints.at,
        publicKey: auditCheckpoints.publicKey,
      })
      .from(auditCheckpoints)
      .orderBy(desc(auditCheckpoints.number))
      .limit(1);
    return {
      verifications: rows.map(({ report, ...row }) => ({
        ...row,
        report: verificationReport.safeParse(report).data ?? null,
      })),
      checkpoint: checkpoint ? { number: checkpoint.number, at: checkpoint.at } : null,
      fingerprint: checkpoint ? fingerprintOf(checkpoint.publicKey) : signer().fingerprint,
    };
  },
});
