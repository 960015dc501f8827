import { sql } from "drizzle-orm";
import { loginChallenges } from "#db/schema/sessions.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import type { Origin } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";

/** Starts a sign-in that waits for its second factor: good for five minutes and five tries, and for nothing more. */
export async function startChallenge(
  tx: Transaction,
  userId: string,
  amr: Amr[],
  origin: Origin,
  knownDevice: boolean,
): Promise<string> {
  const challenge = randomToken();
  await tx.insert(loginChallenges).values({
    idHash: hashToken(challenge),
    userId,
    amr,
    ip: origin.ip,
    userAgent: origin.userAgent,
    knownDevice,
    expiresAt: sql`now() + interval '5 minutes'`,
  });
  return challenge;
}

/**
 * Returns the mark that the audit entries of one sign-in share. It is hashed twice, so that it is not the stored hash
 * of the token.
 */
export const causeOfChallenge = (challenge: string): string =>
  sha256(hashToken(challenge)).subarray(0, 12).toString("hex");
