import type { Transaction } from "#lib/core/database/transaction.ts";
import { endPendingSignIns, revokeSessions } from "./revoke.ts";

/**
 * Ends all access of browsers as this user, because a credential changed hands: sessions (all but `except`) and
 * sign-ins that wait for a second factor. Returns the number of sessions.
 */
export async function endAll(tx: Transaction, userId: string, except: string | null = null): Promise<number> {
  await endPendingSignIns(tx, userId);
  return revokeSessions(tx, userId, except);
}
