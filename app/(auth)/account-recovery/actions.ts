"use server";
import { redirect } from "next/navigation";
import type { FormAction } from "#components/forms/form-state.ts";
import { cancelAccountRecovery } from "#lib/account/account-recovery/cancel.ts";
import { requestAccountRecovery } from "#lib/account/account-recovery/request.ts";
import { leavePending, pendingSignIn, secondFactorInput } from "#lib/web/enter.ts";
import { formAction } from "#lib/web/form-action.ts";
import { forgetLink } from "#lib/web/mailed-link-cookie.ts";
import { setOutcome } from "#lib/web/outcome.ts";

const request = formAction(requestAccountRecovery, {
  input: async (data) => ({ challenge: (await secondFactorInput(data)).challenge }),
  async after() {
    await leavePending();
    await setOutcome("recovery-asked");
  },
  then: "/account-recovery/asked",
});

export const requestAccountRecoveryAction: FormAction = async (state, data) => {
  const answer = await request(state, data);
  const over = await pendingSignIn().then(
    (waiting) => waiting === null,
    () => false,
  );
  if (over) redirect("/account-recovery");
  return answer;
};

export const cancelAccountRecoveryAction = formAction(cancelAccountRecovery, {
  input: (data) => ({ token: String(data.get("token")) }),
  async after() {
    await setOutcome("recovery-cancelled");
    await forgetLink("cancel_recovery");
  },
  then: "/account-recovery/cancelled",
});
