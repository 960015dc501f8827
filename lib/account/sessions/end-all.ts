import type { Transaction } from "#lib/core/database/transaction.ts";
import { endPendingSignIns, revokeSessions } from "./revoke.ts";
import { standInLine } from "./stand-in-line.ts";

/**
 * Ends all access of browsers as this user, because a credential changed hands: sessions (all but `except`) and
 * sign-ins that wait for a second factor. Returns the number of sessions. It stands in line first, so that the user's own commands
 * cannot hold it off: those that were asked for later wait for it.
 */
export async function endAll(tx: Transaction, userId: string, except: string | null = null): Promise<number> {
  await standInLine(tx, userId);
  await endPendingSignIns(tx, userId);
  return revokeSessions(tx, userId, except);
}
