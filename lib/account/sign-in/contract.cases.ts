import { beginPasskeySignIn } from "#lib/account/passkeys/begin-sign-in.ts";
import { makePasskeyOwner } from "#lib/account/passkeys/contract.cases.ts";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { totpCodeAt } from "#lib/account/two-factor/totp.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import type { Cases } from "#testing/contract/contract.ts";
import {
  anonymous,
  asOwner,
  makeChallenge,
  makeMember,
  makeSession,
  makeTwoFactor,
  makeUser,
  ownerSql,
} from "#testing/factories.ts";

const holder = "Signing in is how nobody becomes somebody: the password or the code is the proof.";

export const commands: Cases = {
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
  "session.disown": async () => {
    const user = await makeUser();
    const sessionId = await makeSession(user.id);
    const token = randomToken();
    await ownerSql()`insert into email_tokens (token_hash, user_id, purpose, subject_id, email, expires_at)
      values (${hashToken(token)}, ${user.id}, 'disown_session', ${sessionId}, ${user.email}, now() + interval '7 days')`;
    const holds = "Whoever holds the mailed link may: the browser it is opened in need not be signed in.";
    return { actor: anonymous(), input: { token }, openToAnonymous: holds, openToStrangers: holds };
  },
  "session.sign_in_with_passkey": async () => {
    const { authenticator } = await makePasskeyOwner();
    const { options, challengeId } = await beginPasskeySignIn(anonymous(), {});
    const open = "The passkey is the proof, whoever asks.";
    return {
      actor: anonymous(),
      input: { response: authenticator.get(options), challengeId },
      openToAnonymous: open,
      openToStrangers: open,
    };
  },
  "session.second_factor": async () => {
    const { id } = await makeUser();
    const { secret } = await makeTwoFactor(id);
    return {
      actor: anonymous(),
      input: { challenge: await makeChallenge(id), code: totpCodeAt(secret) },
      openToAnonymous: holder,
      openToStrangers: holder,
    };
  },
};
