import { hashPassword } from "#lib/account/passwords/hash.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { type Cases, ownAccount, type QueryCases } from "#testing/contract/contract.ts";
import { anonymous, asOwner, makeMember, makeSession, makeUser, ownerSql } from "#testing/factories.ts";

const holder = "Signing in is how nobody becomes somebody: the password is the proof.";

export const sessionCases: Cases<
  | "session.sign_in"
  | "session.step_up"
  | "session.sign_out"
  | "session.revoke"
  | "session.revoke_others"
  | "session.disown"
> = {
  "session.sign_in": async () => {
    const password = "Tide-harbour7 lamp";
    const { email } = await makeUser({ passwordHash: await hashPassword(password) });
    return {
      actor: anonymous(),
      input: { email, password },
      openToAnonymous: holder,
      openToStrangers: holder,
    };
  },
  "session.step_up": async () => {
    const password = "Tide-harbour7 lamp";
    const { actor, user } = await makeMember();
    const hash = await hashPassword(password);
    await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${user.id}`);
    return {
      actor,
      input: { stepUpPassword: password },
      openToStrangers: "It proves the caller, nobody else.",
    };
  },
  "session.sign_out": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It ends the caller's own session.",
  }),
  "session.revoke": async () => {
    const { actor } = await makeMember();
    return { actor, input: { sessionId: await makeSession(actor.userId) } };
  },
  "session.revoke_others": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It ends the caller's own sessions.",
  }),
  "session.disown": async () => {
    const user = await makeUser();
    const sessionId = await makeSession(user.id);
    const token = randomToken();
    await ownerSql()`insert into email_tokens (token_hash, user_id, purpose, subject_id, email, expires_at)
      values (${hashToken(token)}, ${user.id}, 'disown_session', ${sessionId}, ${user.email}, now() + interval '7 days')`;
    const holds = "Whoever holds the mailed link may: the browser it is opened in need not be signed in.";
    return { actor: anonymous(), input: { token }, openToAnonymous: holds, openToStrangers: holds };
  },
};

export const sessionQueries: QueryCases = {
  "session.list": () => ({}),
  "session.factors": ownAccount,
};
