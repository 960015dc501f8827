"use server";
import { approveEmailChange } from "#lib/account/email-changes/approve.ts";
import { cancelEmailChange } from "#lib/account/email-changes/cancel.ts";
import { confirmEmailChange } from "#lib/account/email-changes/confirm.ts";
import { formAction } from "#lib/web/form-action.ts";
import { setOutcome } from "#lib/web/outcome.ts";
import { pageOf } from "./outcomes.ts";

export const confirmEmailChangeAction = formAction(confirmEmailChange, {
  after: ({ done }) => setOutcome(pageOf(done ? "changed" : "confirmed")),
  then: ({ done }) => pageOf(done ? "changed" : "confirmed"),
});

export const approveEmailChangeAction = formAction(approveEmailChange, {
  after: ({ done }) => setOutcome(pageOf(done ? "changed" : "approved")),
  then: ({ done }) => pageOf(done ? "changed" : "approved"),
});

export const cancelEmailChangeAction = formAction(cancelEmailChange, {
  after: ({ restored }) => setOutcome(pageOf(restored ? "restored" : "kept")),
  then: ({ restored }) => pageOf(restored ? "restored" : "kept"),
});
