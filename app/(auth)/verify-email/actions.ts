"use server";
import { signOut } from "#lib/account/sessions/sign-out.ts";
import { resendVerification } from "#lib/account/users/resend-verification.ts";
import { verifyEmail } from "#lib/account/users/verify-email.ts";
import { formAction, plainAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";
import { forgetLink } from "#lib/web/mailed-link-cookie.ts";
import { endSession } from "#lib/web/next-auth.ts";
import { forgetSignUp, ownSignUp } from "#lib/web/sign-up-cookie.ts";

export const verifyEmailAction = formAction(verifyEmail, {
  input: async (data) => ({ ...formInput(data), mark: (await ownSignUp())?.mark }),
  async after() {
    await forgetSignUp();
    await forgetLink("verify_email");
  },
  // On the page to sign in it stays in sight, because the next step asks for a password.
  done: (result) => (result.signedIn ? "Your address is verified." : ""),
  then: (result) => (result.signedIn ? "/dashboard" : "/sign-in?verified"),
});

export const resendVerificationAction = formAction(resendVerification, {
  done: "If that address waits for its link, a new one is on its way. It can take a minute to arrive.",
  even: true,
});

export const resendOwnVerificationAction = formAction(resendVerification, {
  input: () => ({}),
  done: "Another link is on its way. It can take a minute to arrive.",
});

export const leaveAction = plainAction(signOut, {
  input: () => ({}),
  after: endSession,
  then: "/sign-in?signed-out",
});
