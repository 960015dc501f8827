"use server";
import { cookies } from "next/headers";
import { beginPasskeySignIn } from "#lib/account/passkeys/begin-sign-in.ts";
import { signIn } from "#lib/account/sign-in/sign-in.ts";
import { signInWithPasskey } from "#lib/account/sign-in/sign-in-with-passkey.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { enter, signInInput } from "#lib/web/enter.ts";
import { formAction } from "#lib/web/form-action.ts";
import { beginPasskey, takePasskeyChallenge } from "#lib/web/passkeys.ts";
import { passingOn, safeNext } from "#lib/web/safe-next.ts";

export const signInAction = formAction(signIn, {
  input: signInInput,
  after: enter,
  then: (result, data) =>
    result.kind === "session" ? safeNext(data.get("next")) : passingOn("/two-factor", data.get("next")),
});

export async function beginPasskeySignInAction() {
  return beginPasskey(beginPasskeySignIn);
}

export const passkeySignInAction = formAction(signInWithPasskey, {
  async input(data) {
    const jar = await cookies();
    return {
      response: data.get("response"),
      challengeId: await takePasskeyChallenge(),
      device: jar.get(cookieNames.device)?.value,
      pending: jar.get(cookieNames.pending)?.value,
    };
  },
  after: enter,
  then: (_result, data) => safeNext(data.get("next")),
});
