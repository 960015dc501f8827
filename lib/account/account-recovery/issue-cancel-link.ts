import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Writes a link that calls a recovery request off, good for as long as there can be one; answers the seed its mail is made from. */
export const issueCancelLink = (
  tx: Transaction,
  { recoveryId, userId, email }: { recoveryId: string; userId: string; email: string },
): Promise<string> =>
  issueMailedLink(tx, { purpose: "cancel_recovery", subjectId: recoveryId, userId, email, hours: 4 * 24 });
