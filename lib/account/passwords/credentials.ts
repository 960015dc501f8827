import { single } from "#lib/core/database/single.ts";

export type Credentials = {
  userId: string;
  passwordHash: string | null;
  secondFactor: boolean;
  passkey: boolean;
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
      exists (select from passkeys p where p.user_id = users.id) as passkey, disabled_at is not null as disabled
    from users where email = ${email}`;
  return row ?? null;
}

/** Returns the credentials of a signed-in user. */
export async function readCredentialsOf(userId: string): Promise<Credentials | null> {
  const [row] = await single<Credentials>`
    select id as "userId", password_hash as "passwordHash", totp_enabled_at is not null as "secondFactor",
      exists (select from passkeys p where p.user_id = users.id) as passkey, disabled_at is not null as disabled
    from users where id = ${userId}`;
  return row ?? null;
}

/**
 * Returns the password that a live reset link replaces, or null for a dead link.
 * @throws AppError unavailable
 */
export async function readReset(tokenHash: Buffer): Promise<{ passwordHash: string | null } | null> {
  const [row] = await single<{ passwordHash: string | null }>`
    select u.password_hash as "passwordHash" from email_tokens t join users u on u.id = t.user_id and u.email = t.email
    where t.token_hash = ${tokenHash} and t.purpose = 'reset_password' and t.used_at is null and t.expires_at > now()
      and u.disabled_at is null`;
  return row ?? null;
}

/**
 * Returns the address and the password hash of a verification link's sign-up, or null for a dead link.
 * @throws AppError unavailable
 */
export async function readVerification(
  tokenHash: Buffer,
): Promise<{ email: string; passwordHash: string | null } | null> {
  const [row] = await single<{ email: string; passwordHash: string | null }>`
    select t.email, coalesce(t.password_hash, u.password_hash) as "passwordHash"
    from email_tokens t join users u on u.id = t.user_id
    where t.token_hash = ${tokenHash} and t.purpose = 'verify_email' and t.used_at is null and t.expires_at > now()`;
  return row ?? null;
}
