"use server";
import { approveEmailChange } from "#lib/account/email-changes/approve.ts";
import { cancelEmailChange } from "#lib/account/email-changes/cancel.ts";
import { confirmEmailChange } from "#lib/account/email-changes/confirm.ts";
import { formAction } from "#lib/web/form-action.ts";
import { pageOf } from "./outcomes.ts";

export const confirmEmailChangeAction = formAction(confirmEmailChange, {
  then: ({ done }) => pageOf(done ? "changed" : "confirmed"),
});

export const approveEmailChangeAction = formAction(approveEmailChange, {
  then: ({ done }) => pageOf(done ? "changed" : "approved"),
});

export const cancelEmailChangeAction = formAction(cancelEmailChange, {
  then: ({ restored }) => pageOf(restored ? "restored" : "kept"),
});
