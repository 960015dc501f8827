import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { auditVerifications } from "#db/schema/audit-log.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { verificationReport, verificationResults } from "./verification.ts";

/** Records the result of verifying the log; a null report means it could not be completed. */
export const finishVerification = command({
  name: "audit_verification.finish",
  allow: workspaceJob,
  input: z.object({
    verificationId: z.uuid(),
    result: z.enum(verificationResults),
    report: verificationReport.nullable(),
  }),
  async run({ tx, actor }, { verificationId, result, report }) {
    const [row] = await tx
      .update(auditVerifications)
      .set({
        result,
        report,
        finishedAt: new Date(),
        movedAt: new Date(),
        ...(report && { checked: report.entries }),
      })
      .where(
        and(
          owned(auditVerifications, actor),
          eq(auditVerifications.id, verificationId),
          isNull(auditVerifications.finishedAt),
        ),
      )
      .returning({ id: auditVerifications.id });
    if (!row) throw notFound("verification");
    const [first] = report?.broken ?? [];
    const detail = {
      result,
      entries: report?.entries ?? 0,
      ...(first && { brokenEntry: first.seq, brokenChain: first.chainId }),
      ...(report?.problems.length && { problems: report.problems.length }),
    };
    return { result: { id: row.id }, audit: { target: verificationId, detail } };
  },
});
