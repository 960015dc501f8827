"use server";
import { changePassword } from "#lib/account/passwords/change.ts";
import { requestReset } from "#lib/account/passwords/request-reset.ts";
import { formAction } from "#lib/web/form-action.ts";
import { giveSession } from "#lib/web/next-auth.ts";

export const changePasswordAction = formAction(changePassword, {
  after: giveSession,
  done: "Your password is changed. Every other browser was signed out.",
  then: "/settings/security",
});

export const requestOwnResetAction = formAction(requestReset, {
  input: () => ({}),
  done: "A link is on its way to your address. It works once, for 30 minutes.",
});
