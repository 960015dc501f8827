import { and, eq, isNull, sql } from "drizzle-orm";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** A recovery request that is neither carried out nor called off. */
export const isOpen = and(isNull(accountRecoveries.cancelledAt), isNull(accountRecoveries.completedAt));

/** Calls off the open recovery request of a user. Returns whether there was one. */
export async function closeRecoveries(tx: Transaction, userId: string): Promise<boolean> {
  const closed = await tx
    .update(accountRecoveries)
    .set({ cancelledAt: sql`now()` })
    .where(and(eq(accountRecoveries.userId, userId), isOpen))
    .returning({ id: accountRecoveries.id });
  return closed.length > 0;
}
