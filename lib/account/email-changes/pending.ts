import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { emailChanges } from "#db/schema/email-changes.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the signed-in user's open change of address, or null. */
export const getPendingEmailChange = query({
  name: "email_change.pending",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const [change] = await db
      .select({
        newEmail: emailChanges.newEmail,
        needsApproval: emailChanges.needsApproval,
        approvedAt: emailChanges.approvedAt,
        confirmedAt: emailChanges.confirmedAt,
        expiresAt: emailChanges.expiresAt,
      })
      .from(emailChanges)
      .where(
        and(
          eq(emailChanges.userId, actor.userId),
          isNull(emailChanges.completedAt),
          isNull(emailChanges.cancelledAt),
          gt(emailChanges.expiresAt, sql`now()`),
        ),
      )
      .orderBy(desc(emailChanges.createdAt))
      .limit(1);
    return change ?? null;
  },
});
