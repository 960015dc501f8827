"use server";
import { redirect } from "next/navigation";
import type { FormAction } from "#components/forms/form-state.ts";
import { passSecondFactor } from "#lib/account/sign-in/second-factor.ts";
import { enter, pendingSignIn, secondFactorInput } from "#lib/web/enter.ts";
import { formAction } from "#lib/web/form-action.ts";
import { passingOn, safeNext } from "#lib/web/safe-next.ts";

const pass = formAction(passSecondFactor, {
  input: secondFactorInput,
  after: enter,
  then: (_, data) => safeNext(data.get("next")),
});

/** With the last try gone the form has nothing more to ask: its page says so, and leads back to the password. */
export const secondFactorAction: FormAction = async (state, data) => {
  const answer = await pass(state, data);
  if (!(data instanceof FormData)) return answer;
  const over = await pendingSignIn().then(
    (waiting) => waiting === null,
    () => false,
  );
  if (over) redirect(passingOn("/two-factor", data.get("next")));
  return answer;
};
