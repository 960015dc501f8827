import type postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import type { User } from "#lib/core/actor.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { recorded } from "./recorded.ts";

type Person = { name: string; email: string };

/**
 * Makes the user, already verified, because no mailbox at an example's address can open a link. Signs them in for
 * the loading, with a session whose cookie nobody has, because commands hold the right of a live session.
 */
export async function signedUp(sql: postgres.Sql, person: Person, password: string): Promise<User> {
  const hash = await hashPassword(password);
  const sessionId = uuidv7();
  const userId = await recorded(sql, "demo.sign_up", null, async (tx) => {
    const [user] = await tx<{ id: string }[]>`
      insert into users (id, email, name, password_hash, password_changed_at, email_verified_at)
      values (${uuidv7()}, ${person.email}, ${person.name}, ${hash}, now(), now())
      on conflict (email) do update set password_hash = excluded.password_hash, password_changed_at = now(), disabled_at = null
      returning id`;
    const userId = user?.id ?? "";
    await tx`insert into sessions (id, sid_hash, user_id, amr, user_agent)
      values (${sessionId}, ${hashToken(randomToken())}, ${userId}, '{pwd}', 'npm run demo')`;
    return userId;
  });
  const origin = { ip: null, userAgent: "npm run demo", requestId: uuidv7() };
  return { kind: "user", userId, sessionId, authTime: new Date(), origin };
}
