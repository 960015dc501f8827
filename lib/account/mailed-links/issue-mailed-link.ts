import { sql } from "drizzle-orm";
import { emailTokens } from "#db/schema/sessions.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";

type Link = {
  purpose: (typeof emailTokens.$inferSelect)["purpose"];
  userId: string;
  email: string;
  /** The row the link is about. */
  subjectId?: string;
  passwordHash?: string | null;
  hours: number;
};

/**
 * Writes a link that works once, within `hours`. Returns the seed that its mail is made from. spendMailedLink()
 * spends it.
 */
export async function issueMailedLink(tx: Transaction, { hours, ...of }: Link): Promise<string> {
  const seed = randomToken(16);
  await tx.insert(emailTokens).values({
    ...of,
    tokenHash: hashToken(mailedToken(of.purpose, seed)),
    expiresAt: sql`now() + make_interval(mins => ${hours * 60})`,
  });
  return seed;
}
