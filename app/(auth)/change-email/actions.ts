"use server";
import { approveEmailChange } from "#lib/account/email-changes/approve.ts";
import { cancelEmailChange } from "#lib/account/email-changes/cancel.ts";
import { confirmEmailChange } from "#lib/account/email-changes/confirm.ts";
import { formAction } from "#lib/web/form-action.ts";
import { forgetLink } from "#lib/web/mailed-link-cookie.ts";
import { setOutcome } from "#lib/web/outcome.ts";
import { pageOf } from "./outcomes.ts";

export const confirmEmailChangeAction = formAction(confirmEmailChange, {
  async after({ done }) {
    await setOutcome(pageOf(done ? "changed" : "confirmed"));
    await forgetLink("confirm_email");
  },
  then: ({ done }) => pageOf(done ? "changed" : "confirmed"),
});

export const approveEmailChangeAction = formAction(approveEmailChange, {
  async after({ done }) {
    await setOutcome(pageOf(done ? "changed" : "approved"));
    await forgetLink("approve_email");
  },
  then: ({ done }) => pageOf(done ? "changed" : "approved"),
});

export const cancelEmailChangeAction = formAction(cancelEmailChange, {
  async after({ restored }) {
    await setOutcome(pageOf(restored ? "restored" : "kept"));
    for (const purpose of ["approve_email", "cancel_email"] as const) await forgetLink(purpose);
  },
  then: ({ restored }) => pageOf(restored ? "restored" : "kept"),
});
