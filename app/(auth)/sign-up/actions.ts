"use server";
import { signUp } from "#lib/account/users/sign-up.ts";
import { formAction } from "#lib/web/form-action.ts";
import { rememberSignUp } from "#lib/web/sign-up-cookie.ts";

export const signUpAction = formAction(signUp, { then: "/verify-email", after: rememberSignUp, even: true });
