import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { type PendingSignIn, readPendingSignIn } from "#lib/account/two-factor/pending-sign-in.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { formInput } from "./form-input.ts";
import { giveSession } from "./next-auth.ts";

/** The sign-in form's fields, and what this browser says of itself. */
export async function signInInput(data: FormData) {
  const { email, password } = formInput(data);
  return { email, password, device: (await cookies()).get(cookieNames.device)?.value };
}

/** After the password: a session, or the wait for the second factor, which is no session. */
export async function enter(
  result: { device: string } & (
    | { kind: "session"; session: { userId: string; sid: string } }
    | { kind: "challenge"; challenge: string }
  ),
) {
  const jar = await cookies();
  if (result.kind === "challenge") {
    jar.set(cookieNames.pending, result.challenge, cookieOptions.pending);
    return;
  }
  await giveSession(result.session);
  jar.set(cookieNames.device, result.device, cookieOptions.device);
  await leavePending();
}

/** The form of a sign-in's second step: what was typed, the sign-in this browser waits in, and what it says of itself. */
export async function secondFactorInput(data: FormData) {
  const jar = await cookies();
  const { code } = formInput(data);
  return { code, challenge: jar.get(cookieNames.pending)?.value, device: jar.get(cookieNames.device)?.value };
}

/** The sign-in this browser waits in for its second factor, or null. It opens nothing: this says only that there is one. */
export const pendingSignIn = cache(async (): Promise<PendingSignIn | null> => {
  const challenge = (await cookies()).get(cookieNames.pending)?.value;
  return challenge ? readPendingSignIn(hashToken(challenge)) : null;
});

/** Takes the waiting sign-in off this browser. */
export async function leavePending() {
  const jar = await cookies();
  if (jar.has(cookieNames.pending)) jar.set(cookieNames.pending, "", { ...cookieOptions.pending, maxAge: 0 });
}
