"use server";
import { cookies } from "next/headers";
import { requestReset } from "#lib/account/passwords/request-reset.ts";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { formAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";
import { forgetLink } from "#lib/web/mailed-link-cookie.ts";

export const requestResetAction = formAction(requestReset, {
  input: async (data) => ({ ...formInput(data), device: (await cookies()).get(cookieNames.device)?.value }),
  done: "If an account has that address, a link is on its way. It works once, for 30 minutes. It can take a minute to arrive.",
  even: true,
});

export const resetPasswordAction = formAction(resetPassword, {
  after: () => forgetLink("reset_password"),
  done: "Your password is new. Every browser was signed out. Sign in with it.",
  then: "/sign-in",
});
