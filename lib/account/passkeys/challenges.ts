import { single } from "#lib/core/database/single.ts";
import { hashToken } from "#lib/crypto/tokens.ts";

export type ChallengePurpose = "register" | "sign_in" | "step_up";

export type StoredPasskey = {
  id: string;
  userId: string;
  credentialId: Buffer;
  publicKey: Buffer;
  transports: string[];
  /** The person's, whose key opens nothing then. */
  disabled: boolean;
};

/**
 * Spends a challenge before its answer is looked at, in a statement of its own: right or wrong, no answer is good twice, and of two at once one
 * gets it. Answers the SHA-256 of what had to be signed; null when it is unknown, spent, older than five minutes, for something else or for
 * somebody else. @throws AppError unavailable.
 */
export async function spendChallenge(
  id: string,
  purpose: ChallengePurpose,
  userId: string | null,
): Promise<Buffer | null> {
  const [row] = await single<{ challenge: Uint8Array }>`
    update webauthn_challenges set used_at = now()
    where id_hash = ${hashToken(id)} and purpose = ${purpose} and user_id is not distinct from ${userId}
      and used_at is null and expires_at > now()
    returning challenge`;
  return row ? Buffer.from(row.challenge) : null;
}

/** A passkey by its credential's id, to check an answer against before the transaction. @throws AppError unavailable. */
export async function readPasskey(credentialId: Buffer): Promise<StoredPasskey | null> {
  const [row] = await single<StoredPasskey>`
    select p.id, p.user_id as "userId", p.credential_id as "credentialId", p.public_key as "publicKey", p.transports,
      u.disabled_at is not null as disabled
    from passkeys p join users u on u.id = p.user_id where p.credential_id = ${credentialId}`;
  return row ?? null;
}
