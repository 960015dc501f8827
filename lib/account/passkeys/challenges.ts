import { single } from "#lib/core/database/single.ts";
import { hashToken } from "#lib/crypto/tokens.ts";

export type ChallengePurpose = "register" | "sign_in" | "step_up";

export type StoredPasskey = {
  id: string;
  userId: string;
  credentialId: Buffer;
  publicKey: Buffer;
  transports: string[];
  /** True when the user is disabled; their passkey is then refused. */
  disabled: boolean;
};

/**
 * Spends a challenge before the response is checked, in a statement of its own. No response is good twice, right or
 * wrong, and only one of two concurrent ones gets the challenge. Returns the SHA-256 of what had to be signed. Null
 * when the challenge is unknown, spent, older than five minutes, for another purpose or for another user.
 * @throws AppError unavailable
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

/**
 * Returns a passkey by its credential's id, to check a response before the transaction.
 * @throws AppError unavailable
 */
export async function readPasskey(credentialId: Buffer): Promise<StoredPasskey | null> {
  const [row] = await single<StoredPasskey>`
    select p.id, p.user_id as "userId", p.credential_id as "credentialId", p.public_key as "publicKey", p.transports,
      u.disabled_at is not null as disabled
    from passkeys p join users u on u.id = p.user_id where p.credential_id = ${credentialId}`;
  return row ?? null;
}
