import type { Transaction } from "#lib/core/database/transaction.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";

const perAccount = { name: "verified-account:reminded", max: 5, windowSeconds: 86_400 };

/**
 * Counts a mail that says that an account is open already. Returns false after five in a day, because visitors cause these mails
 * and none of them helps its reader twice.
 */
export async function mayRemindVerified(tx: Transaction, userId: string): Promise<boolean> {
  return (await countAttempt(perAccount, userId, tx)).left >= 0;
}
