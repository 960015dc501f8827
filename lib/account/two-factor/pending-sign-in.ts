import { single } from "#lib/core/database/single.ts";

/** The codes that a waiting sign-in takes before it is over. */
export const CHALLENGE_TRIES = 5;

export type PendingSignIn = { triesLeft: number; recoveryCodes: number; passkeys: number };

/**
 * Returns a sign-in that waits for its second factor, by the SHA-256 of its token; null when it is over or never
 * was. It holds what can be shown, never its user.
 * @throws AppError unavailable
 */
export async function readPendingSignIn(idHash: Buffer): Promise<PendingSignIn | null> {
  const [row] = await single<PendingSignIn>`
    select ${CHALLENGE_TRIES}::int - c.attempts as "triesLeft",
      (select count(*)::int from recovery_codes r where r.user_id = c.user_id and r.used_at is null) as "recoveryCodes",
      (select count(*)::int from passkeys p where p.user_id = c.user_id) as passkeys
    from login_challenges c
    where c.id_hash = ${idHash} and c.used_at is null and c.expires_at > now() and c.attempts < ${CHALLENGE_TRIES}`;
  return row ?? null;
}
