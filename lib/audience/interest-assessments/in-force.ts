import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { interestAssessments } from "#db/schema/interest-assessments.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { assessmentHash } from "./hash.ts";

/**
 * Returns the assessment that a legitimate interest in a newsletter rests on now, as evidence: its own one, otherwise the one
 * for all. Empty for another ground, and where none is written.
 */
export async function assessmentInForce(
  tx: Transaction,
  actor: { workspaceId: string },
  { basis, newsletterId }: { basis: string; newsletterId: string | null },
): Promise<{ assessmentId?: string; assessmentSha256?: string }> {
  if (basis !== "legitimate_interest") return {};
  const of = newsletterId ? eq(interestAssessments.newsletterId, newsletterId) : sql`false`;
  const [found] = await tx
    .select()
    .from(interestAssessments)
    .where(and(owned(interestAssessments, actor), or(of, isNull(interestAssessments.newsletterId))))
    .orderBy(sql`${interestAssessments.newsletterId} is null`, desc(interestAssessments.id))
    .limit(1);
  return found ? { assessmentId: found.id, assessmentSha256: assessmentHash(found) } : {};
}
