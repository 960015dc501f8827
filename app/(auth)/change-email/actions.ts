"use server";
import { approveEmailChange } from "#lib/email-changes/approve.ts";
import { cancelEmailChange } from "#lib/email-changes/cancel.ts";
import { confirmEmailChange } from "#lib/email-changes/confirm.ts";
import { formAction } from "#lib/web/form-action.ts";

const changed = "Your account has its new address now. Every other browser was signed out.";

export const confirmEmailChangeAction = formAction(confirmEmailChange, {
  done: ({ done }) =>
    done
      ? changed
      : "Confirmed. Now open the mail we sent to your old address, and approve the change there.",
});

export const approveEmailChangeAction = formAction(approveEmailChange, {
  done: ({ done }) =>
    done ? changed : "Approved. Now open the mail we sent to the new address, and confirm it there.",
});

export const cancelEmailChangeAction = formAction(cancelEmailChange, {
  done: ({ restored }) =>
    restored
      ? "The account has this address again. Every browser was signed out, and the old password is gone. Open the mail we sent you now to choose a new one."
      : "The change is called off. The account keeps this address.",
});
