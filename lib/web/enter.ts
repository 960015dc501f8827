import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { type PendingSignIn, readPendingSignIn } from "#lib/account/two-factor/pending-sign-in.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { formInput } from "./form-input.ts";
import { giveSession } from "./next-auth.ts";

/** Returns the sign-in form's fields, and what this browser says of itself. */
export async function signInInput(data: FormData) {
  const { email, password, work } = formInput(data);
  return { email, password, work, device: (await cookies()).get(cookieNames.device)?.value };
}

/** Sets the cookies after a sign-in step: of a session, or of the wait for the second factor, which is no session. */
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

/** Returns the input of a sign-in's second step: the typed code, the waiting sign-in, and what the browser says of itself. */
export async function secondFactorInput(data: FormData) {
  const jar = await cookies();
  const { code } = formInput(data);
  return { code, challenge: jar.get(cookieNames.pending)?.value, device: jar.get(cookieNames.device)?.value };
}

/** Returns this browser's sign-in that waits for its second factor, or null. It gives no access. */
export const pendingSignIn = cache(async (): Promise<PendingSignIn | null> => {
  const challenge = (await cookies()).get(cookieNames.pending)?.value;
  return challenge ? readPendingSignIn(hashToken(challenge)) : null;
});

/** Removes the cookie of the waiting sign-in. */
export async function leavePending() {
  const jar = await cookies();
  if (jar.has(cookieNames.pending)) jar.set(cookieNames.pending, "", { ...cookieOptions.pending, maxAge: 0 });
}
