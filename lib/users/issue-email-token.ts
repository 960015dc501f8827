import { and, eq, isNull, sql } from "drizzle-orm";
import { emailTokens } from "#db/schema/sessions.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/mailed-link.ts";

/** Writes a link that verifies an address for 24 hours, and answers the seed its mail is made from. */
export async function issueVerification(
  tx: CommandContext<never>["tx"],
  of: { userId: string; email: string; passwordHash: string | null },
): Promise<string> {
  const seed = randomToken(16);
  await tx.insert(emailTokens).values({
    tokenHash: hashToken(mailedToken("verify_email", seed)),
    userId: of.userId,
    purpose: "verify_email",
    email: of.email,
    passwordHash: of.passwordHash,
    expiresAt: sql`now() + interval '24 hours'`,
  });
  return seed;
}

/** Ends every open link of a person that verifies an address. */
export async function burnVerifications(tx: CommandContext<never>["tx"], userId: string) {
  await tx
    .update(emailTokens)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(emailTokens.userId, userId),
        eq(emailTokens.purpose, "verify_email"),
        isNull(emailTokens.usedAt),
      ),
    );
}
