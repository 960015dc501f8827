import { and, eq } from "drizzle-orm";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { readersZone } from "#lib/account/notices/facts.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { issueCancelLink } from "./issue-cancel-link.ts";

/** An open request, and the seed of a new link to cancel it, for a mail about it. */
export type OpenRequest = { due: { at: Date; zone: TimeZone }; seed: string };

/**
 * Returns the user's open request, to tell them of it when the password is reset. The request stays open, because
 * the reset proves the mailbox and not the second factor, and a user may lose phone and password together. A
 * sign-in with the factor ends it, and so does the link.
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
  const due = { at: open.dueAt, zone: await readersZone(tx, id) };
  return { due, seed: await issueCancelLink(tx, { recoveryId: open.id, userId: id, email }) };
}
