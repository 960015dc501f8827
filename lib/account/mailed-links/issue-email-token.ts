import { and, eq, isNull, sql } from "drizzle-orm";
import { emailTokens } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { issueMailedLink } from "./issue-mailed-link.ts";

type Purpose = "verify_email" | "reset_password";

/** Writes a link that verifies an address for 24 hours. Returns the seed that its mail is made from. */
export async function issueVerification(
  tx: Transaction,
  of: { userId: string; email: string; passwordHash: string | null },
): Promise<string> {
  return issueMailedLink(tx, { ...of, purpose: "verify_email", hours: 24 });
}

/**
 * Writes a link to choose a new password: for 30 minutes, once. It ends the earlier link. Returns the seed for
 * resetMail() or any mail with `link: { purpose: "reset_password", seed }`.
 */
export async function issueReset(tx: Transaction, user: { id: string; email: string }): Promise<string> {
  // Concurrent requests queue here, so that the newer one finds the older link.
  await tx.select({ id: users.id }).from(users).where(eq(users.id, user.id)).for("update");
  await burnLinks(tx, user.id, "reset_password");
  return issueMailedLink(tx, { userId: user.id, email: user.email, purpose: "reset_password", hours: 0.5 });
}

/** Ends a user's open links that verify an address. */
export const burnVerifications = (tx: Transaction, userId: string) => burnLinks(tx, userId, "verify_email");

/** Ends a user's open links that change the password. */
export const burnResets = (tx: Transaction, userId: string) => burnLinks(tx, userId, "reset_password");

async function burnLinks(tx: Transaction, userId: string, purpose: Purpose) {
  await tx
    .update(emailTokens)
    .set({ usedAt: sql`now()` })
    .where(and(eq(emailTokens.userId, userId), eq(emailTokens.purpose, purpose), isNull(emailTokens.usedAt)));
}
