import { single } from "#lib/core/database/single.ts";

export type Credentials = {
  userId: string;
  passwordHash: string | null;
  secondFactor: boolean;
  disabled: boolean;
};

/**
 * Returns the credentials to check a sign-in against, read before its transaction so that no connection waits for
 * bcrypt. `email` is normalised. The hash goes to verifyPassword and nowhere else.
 * @throws AppError unavailable
 */
export async function readCredentials(email: string): Promise<Credentials | null> {
  const [row] = await single<Credentials>`
    select id as "userId", password_hash as "passwordHash", totp_enabled_at is not null as "secondFactor",
      disabled_at is not null as disabled
    from users where email = ${email}`;
  return row ?? null;
}

/** Returns the credentials of a signed-in user. */
export async function readCredentialsOf(userId: string): Promise<Credentials | null> {
  const [row] = await single<Credentials>`
    select id as "userId", password_hash as "passwordHash", totp_enabled_at is not null as "secondFactor",
      disabled_at is not null as disabled
    from users where id = ${userId}`;
  return row ?? null;
}

/**
 * Returns the password of a verification link's sign-up, and whether to ask for it, or null for a dead link. The
 * link asks for it when an attacker may have signed up with the same address.
 * @throws AppError unavailable
 */
export async function readVerification(
  tokenHash: Buffer,
): Promise<{ passwordHash: string | null; asks: boolean } | null> {
  const [row] = await single<{ passwordHash: string | null; asks: boolean }>`
    select coalesce(t.password_hash, u.password_hash) as "passwordHash", exists (
        select from email_tokens o where o.user_id = t.user_id and o.purpose = 'verify_email' and o.password_hash is not null
      ) as asks
    from email_tokens t join users u on u.id = t.user_id
    where t.token_hash = ${tokenHash} and t.purpose = 'verify_email' and t.used_at is null and t.expires_at > now()`;
  return row ?? null;
}
