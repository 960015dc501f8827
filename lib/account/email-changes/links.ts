import { and, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import { emailChanges } from "#db/schema/email-changes.ts";
import { emailTokens } from "#db/schema/sessions.ts";
import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import { spendMailedLink } from "#lib/account/mailed-links/spend-mailed-link.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";

type Purpose = "confirm_email" | "approve_email" | "cancel_email";

/** Hours in which both addresses must agree. The old one can take the change back for 7 days. */
export const HOURS_TO_CONFIRM = 24;
const hours = { confirm_email: HOURS_TO_CONFIRM, approve_email: HOURS_TO_CONFIRM, cancel_email: 7 * 24 };

/** Writes a link about one change of address. Returns the seed that its mail is made from. */
export async function issueLink(
  tx: Transaction,
  purpose: Purpose,
  of: { userId: string; changeId: string; email: string },
): Promise<string> {
  const { userId, changeId: subjectId, email } = of;
  return issueMailedLink(tx, { purpose, userId, subjectId, email, hours: hours[purpose] });
}

/**
 * Spends a link, once. Returns the id of its change.
 * @throws AppError conflict, in the same words for every dead link.
 */
export async function spendLink(tx: Transaction, purpose: Purpose, token: string): Promise<string> {
  const link = await spendMailedLink(tx, purpose, token);
  if (!link?.subjectId) throw deadLink();
  return link.subjectId;
}

/**
 * Spends a link that calls a change off: its own, or the one that approves it, because both were mailed to the old address.
 * @throws AppError conflict, in the same words for every dead link.
 */
export async function spendCancelLink(tx: Transaction, token: string): Promise<string> {
  const link =
    (await spendMailedLink(tx, "cancel_email", token)) ?? (await spendMailedLink(tx, "approve_email", token));
  if (!link?.subjectId) throw deadLink();
  return link.subjectId;
}

/**
 * Ends the links of a change that was called off, and of every later one. Links of earlier changes stay, because
 * their old address may still take the account back from an attacker who called off a change of their own.
 */
export async function burnLinksSince(
  tx: Transaction,
  { userId, createdAt }: { userId: string; createdAt: Date },
): Promise<void> {
  const since = tx
    .select({ id: emailChanges.id })
    .from(emailChanges)
    .where(and(eq(emailChanges.userId, userId), gte(emailChanges.createdAt, createdAt)));
  await tx
    .update(emailTokens)
    .set({ usedAt: sql`now()` })
    .where(
      and(eq(emailTokens.userId, userId), inArray(emailTokens.subjectId, since), isNull(emailTokens.usedAt)),
    );
}

/** Ends a user's open links for these purposes. */
export async function burnLinks(tx: Transaction, userId: string, purposes: Purpose[]): Promise<void> {
  await tx
    .update(emailTokens)
    .set({ usedAt: sql`now()` })
    .where(
      and(eq(emailTokens.userId, userId), inArray(emailTokens.purpose, purposes), isNull(emailTokens.usedAt)),
    );
}

/**
 * Returns the one error for a link that is spent, expired, called off or invented, and for an address that another
 * user has by now.
 */
export const deadLink = () =>
  conflict(
    "This link does not work any more: it was used, it is too old, or the change was called off. Nothing was changed now.",
  );
