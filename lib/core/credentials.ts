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
export const readCredentials = (email: string) => read((sql) => sql`email = ${email}`);

/** The same of somebody who is signed in. */
export const readCredentialsOf = (userId: string) => read((sql) => sql`id = ${userId}`);

async function read(whose: (sql: Raw) => ReturnType<Raw>): Promise<Credentials | null> {
  try {
    const sql = connections().raw.writer;
    const [row] = await sql<Credentials[]>`
      select id as "userId", password_hash as "passwordHash", totp_enabled_at is not null as "secondFactor",
        disabled_at is not null as disabled
      from users where ${whose(sql)}`;
    return row ?? null;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

type Raw = ReturnType<typeof connections>["raw"]["writer"];
