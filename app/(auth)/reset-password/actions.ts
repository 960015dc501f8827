"use server";
import { requestReset } from "#lib/passwords/request-reset.ts";
import { resetPassword } from "#lib/passwords/reset.ts";
import { formAction } from "#lib/web/form-action.ts";

export const requestResetAction = formAction(requestReset, {
  done: "If an account has that address, a link is on its way. It works once, for 30 minutes. It can take a minute to arrive.",
  even: true,
});

export const resetPasswordAction = formAction(resetPassword, {
  done: "Your password is new. Every browser was signed out. Sign in with it.",
  then: "/sign-in",
});
