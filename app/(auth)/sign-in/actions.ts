"use server";
import { cookies } from "next/headers";
import { beginPasskeySignIn } from "#lib/passkeys/begin-sign-in.ts";
import { signIn } from "#lib/sessions/sign-in.ts";
import { signInWithPasskey } from "#lib/sessions/sign-in-with-passkey.ts";
import { cookieNames, cookieOptions } from "#lib/web/cookies.ts";
import { enter, signInInput } from "#lib/web/enter.ts";
import { formAction } from "#lib/web/form-action.ts";
import { beginPasskey, takePasskeyChallenge } from "#lib/web/passkeys.ts";
import { safeNext } from "#lib/web/safe-next.ts";

export const signInAction = formAction(signIn, {
  input: signInInput,
  after: enter,
  then: (result, data) => (result.kind === "ticket" ? safeNext(data.get("next")) : "/two-factor"),
});

export async function beginPasskeySignInAction() {
  return beginPasskey(beginPasskeySignIn);
}

export const passkeySignInAction = formAction(signInWithPasskey, {
  input: async (data) => ({
    response: data.get("response"),
    challengeId: await takePasskeyChallenge(),
    device: (await cookies()).get(cookieNames.device)?.value,
  }),
  async after(result) {
    await enter(result);
    // Whoever waited here for a code has shown more than that.
    (await cookies()).set(cookieNames.pending, "", { ...cookieOptions.pending, maxAge: 0 });
  },
  then: (_result, data) => safeNext(data.get("next")),
});
