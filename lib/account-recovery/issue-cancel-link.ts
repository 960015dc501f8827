import { sql } from "drizzle-orm";
import { emailTokens } from "#db/schema/sessions.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/mailed-link.ts";

/** Writes a link that calls a recovery request off, good for as long as there can be one; answers the seed its mail is made from. */
export async function issueCancelLink(
  tx: CommandContext<never>["tx"],
  of: { recoveryId: string; userId: string; email: string },
): Promise<string> {
  const seed = randomToken(16);
  await tx.insert(emailTokens).values({
    tokenHash: hashToken(mailedToken("cancel_recovery", seed)),
    userId: of.userId,
    purpose: "cancel_recovery",
    subjectId: of.recoveryId,
    email: of.email,
    expiresAt: sql`now() + interval '4 days'`,
  });
  return seed;
}
