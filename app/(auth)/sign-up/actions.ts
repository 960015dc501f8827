"use server";
import { signUp } from "#lib/account/users/sign-up.ts";
import { formAction } from "#lib/web/form-action.ts";

export const signUpAction = formAction(signUp, { then: "/verify-email", even: true });
