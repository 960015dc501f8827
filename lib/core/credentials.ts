import { connections, translateDatabaseError } from "./database.ts";

export type Credentials = {
  userId: string;
  passwordHash: string | null;
  secondFactor: boolean;
  disabled: boolean;
};

/**
 * What a sign-in is checked against, read before its transaction so that no connection waits for bcrypt. `email` is normalised.
 * The hash goes to verifyPassword and nowhere else. @throws AppError unavailable.
 */
export async function readCredentials(email: string): Promise<Credentials | null> {
  try {
    const [row] = await connections().raw.writer<Credentials[]>`
      select id as "userId", password_hash as "passwordHash", totp_enabled_at is not null as "secondFactor",
        disabled_at is not null as disabled
      from users where email = ${email}`;
    return row ?? null;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
