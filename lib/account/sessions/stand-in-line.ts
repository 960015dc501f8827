import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * Waits for the commands of a user that are on their way, before those they ask for from now on. Whoever ends their access calls it before
 * writing any row of theirs, because their own commands take the line before the rows.
 */
export async function standInLine(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`select stand_in_line(${userId}, null, 'account')`);
}
