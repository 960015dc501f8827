import { and, eq } from "drizzle-orm";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { issueCancelLink } from "./issue-cancel-link.ts";

/** A request that waits, and the seed of a new link that calls it off: for a mail that tells of it. */
export type OpenRequest = { dueAt: Date; seed: string };

/**
 * What a person hears of their open request when the password is reset. It goes on: the reset proves the mailbox and not the second factor,
 * and who lost the phone may have lost the password too. Whoever has the factor ends it by signing in with it, or by the link.
 */
export async function openRequestOf(
  tx: Transaction,
  { id, email }: { id: string; email: string },
): Promise<OpenRequest | null> {
  const [open] = await tx
    .select({ id: accountRecoveries.id, dueAt: accountRecoveries.dueAt })
    .from(accountRecoveries)
    .where(and(eq(accountRecoveries.userId, id), isOpen))
    .limit(1);
  if (!open) return null;
  return { dueAt: open.dueAt, seed: await issueCancelLink(tx, { recoveryId: open.id, userId: id, email }) };
}
