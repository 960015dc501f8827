import { and, eq, isNull, sql } from "drizzle-orm";
import { emailChanges } from "#db/schema/email-changes.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { burnLinks } from "./links.ts";

/** Calls off a user's open change of address, if there is one. Returns its id. */
export async function withdrawPending(tx: Transaction, userId: string): Promise<string | null> {
  const [change] = await tx
    .update(emailChanges)
    .set({ cancelledAt: sql`now()` })
    .where(
      and(
        eq(emailChanges.userId, userId),
        isNull(emailChanges.completedAt),
        isNull(emailChanges.cancelledAt),
      ),
    )
    .returning({ id: emailChanges.id });
  if (change) await burnLinks(tx, userId, ["confirm_email", "approve_email"]);
  return change?.id ?? null;
}
