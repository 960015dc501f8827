import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { emailTokens } from "#db/schema/sessions.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { lockPerson } from "./lock-person.ts";

type Purpose = (typeof emailTokens.$inferSelect)["purpose"];

/**
 * Spends a mailed link with one statement, so that only one of many concurrent uses works. Null for a link that is
 * used, expired, invented, or mailed for another purpose.
 */
export async function spendMailedLink(tx: Transaction, purpose: Purpose, token: string) {
  const tokenHash = hashToken(token);
  await lockPerson(tx, { link: tokenHash });
  const [link] = await tx
    .update(emailTokens)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(emailTokens.tokenHash, tokenHash),
        eq(emailTokens.purpose, purpose),
        isNull(emailTokens.usedAt),
        gt(emailTokens.expiresAt, sql`now()`),
      ),
    )
    .returning({
      userId: emailTokens.userId,
      email: emailTokens.email,
      subjectId: emailTokens.subjectId,
      mailedAt: emailTokens.createdAt,
      passwordHash: emailTokens.passwordHash,
    });
  return link ?? null;
}
