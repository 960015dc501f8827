import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { endPendingSignIns, revokeSessions } from "./revoke.ts";

/**
 * Ends all access of browsers as this user, because a credential changed hands: sessions (all but `except`) and
 * sign-ins that wait for a second factor. Returns the number of sessions. It stands in line first, so that the user's own commands
 * cannot hold it off: those that were asked for later wait for it.
 */
export async function endAll(tx: Transaction, userId: string, except: string | null = null): Promise<number> {
  await tx.execute(sql`select stand_in_line(${userId}, null, 'account')`);
  await endPendingSignIns(tx, userId);
  return revokeSessions(tx, userId, except);
}
