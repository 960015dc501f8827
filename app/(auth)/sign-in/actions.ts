"use server";
import { signIn } from "#lib/sessions/sign-in.ts";
import { enter, signInInput } from "#lib/web/enter.ts";
import { formAction } from "#lib/web/form-action.ts";
import { safeNext } from "#lib/web/safe-next.ts";

export const signInAction = formAction(signIn, {
  input: signInInput,
  after: enter,
  then: (result, data) => (result.kind === "ticket" ? safeNext(data.get("next")) : "/two-factor"),
});
