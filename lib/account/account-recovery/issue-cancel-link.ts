import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * Writes a link that cancels a recovery request, good for as long as there can be one. Returns the seed that its
 * mail is made from.
 */
export const issueCancelLink = (
  tx: Transaction,
  { recoveryId, userId, email }: { recoveryId: string; userId: string; email: string },
): Promise<string> =>
  issueMailedLink(tx, { purpose: "cancel_recovery", subjectId: recoveryId, userId, email, hours: 4 * 24 });
