import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import type { Cases } from "#testing/contract/contract.ts";
import { anonymous, makeMember, makeUser, ownerSql, uniqueEmail } from "#testing/factories.ts";

const forStrangers = "Whoever holds the link may: it names nobody else's rows.";

export const commands: Cases = {
  "user.sign_up": async () => ({
    actor: anonymous(),
    input: {
      name: "Ada Lovelace",
      workspaceName: "Analytical",
      email: uniqueEmail(),
      password: "Tide-harbour7 lamp",
    },
    openToAnonymous: "Signing up is for people who are nobody yet.",
    openToStrangers: "Signing up names nothing of anybody's workspace.",
  }),
  "user.verify_email": async () => {
    const user = await makeUser({ verified: false });
    const token = randomToken();
    await ownerSql()`insert into email_tokens (token_hash, user_id, purpose, email, expires_at)
      values (${hashToken(token)}, ${user.id}, 'verify_email', ${user.email}, now() + interval '1 hour')`;
    return {
      actor: anonymous(),
      input: { token },
      openToAnonymous: forStrangers,
      openToStrangers: forStrangers,
    };
  },
  "user.resend_verification": async () => {
    const { email } = await makeUser({ verified: false });
    return {
      actor: anonymous(),
      input: { email },
      openToAnonymous: "Before the address is verified nobody may be able to sign in.",
      openToStrangers: "The link goes to the address itself, whoever asks.",
    };
  },
  "user.rename": async () => ({
    actor: (await makeMember()).actor,
    input: { name: "Augusta Ada King" },
    openToStrangers: "It changes the caller's own name.",
  }),
  "user.set_time_zone": async () => ({
    actor: (await makeMember()).actor,
    input: { timeZone: "Asia/Kolkata" },
    openToStrangers: "It changes the caller's own time zone.",
  }),
};
