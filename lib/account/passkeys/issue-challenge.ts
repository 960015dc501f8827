import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { webauthnChallenges } from "#db/schema/passkeys.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { safeEqual, sha256 } from "#lib/crypto/hash.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import type { ChallengePurpose } from "./challenges.ts";

/**
 * Returns a challenge for an authenticator to sign: 32 bytes, for one purpose, for five minutes. `id` goes into the
 * browser's cookie. Only hashes of both are stored.
 */
export async function issueChallenge(
  tx: Transaction,
  purpose: ChallengePurpose,
  userId: string | null,
): Promise<{ id: string; challenge: Buffer }> {
  const id = randomToken();
  const challenge = randomBytes(32);
  await tx.insert(webauthnChallenges).values({
    idHash: hashToken(id),
    purpose,
    userId,
    challenge: sha256(challenge),
    expiresAt: sql`now() + interval '5 minutes'`,
  });
  return { id, challenge };
}

/** Returns a check that the signed challenge (base64url, as the browser sends it) is the one behind `hash`. */
export const isChallenge = (hash: Buffer) => (signed: string) =>
  safeEqual(sha256(Buffer.from(signed, "base64url")), hash);
