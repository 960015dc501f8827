import type { Transaction } from "#lib/core/database/transaction.ts";
import { endPendingSignIns, revokeSessions } from "./revoke.ts";

/**
 * Ends everything that lets a browser in as this user: their sessions (all but `except`) and sign-ins that wait for a second factor.
 * For when a credential changed hands. Returns how many sessions there were.
 */
export async function endAll(tx: Transaction, userId: string, except: string | null = null): Promise<number> {
  await endPendingSignIns(tx, userId);
  return revokeSessions(tx, userId, except);
}
