import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { type Cases, ownAccount, type QueryCases } from "#testing/contract/contract.ts";
import { anonymous, asOwner, makeMember, makeUser, ownerSql } from "#testing/factories.ts";
import { hashPassword } from "./hash.ts";

const newOne = "Slow-rivers8 carry";

export const commands: Cases = {
  "password.request_reset": async () => ({
    actor: anonymous(),
    input: { email: (await makeUser()).email },
    openToAnonymous: "Who forgot their password cannot sign in.",
    openToStrangers: "The link goes to the address itself, whoever asks.",
  }),
  "password.reset": async () => {
    const user = await makeUser();
    const token = randomToken();
    await ownerSql()`insert into email_tokens (token_hash, user_id, purpose, email, expires_at)
      values (${hashToken(token)}, ${user.id}, 'reset_password', ${user.email}, now() + interval '30 minutes')`;
    const holder = "Whoever holds the link may: it names nobody else's rows.";
    return {
      actor: anonymous(),
      input: { token, password: newOne },
      openToAnonymous: holder,
      openToStrangers: holder,
    };
  },
  "password.change": async () => {
    const currentPassword = "Tide-harbour7 lamp";
    const { actor, user } = await makeMember();
    const hash = await hashPassword(currentPassword);
    await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${user.id}`);
    return {
      actor,
      input: { currentPassword, password: newOne },
      openToStrangers: "It changes the caller's own password, and asks for that one first.",
    };
  },
};

export const queries: QueryCases = {
  "password.get_state": ownAccount,
};
