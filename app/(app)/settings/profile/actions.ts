"use server";
import { requestEmailChange } from "#lib/account/email-changes/request.ts";
import { withdrawEmailChange } from "#lib/account/email-changes/withdraw.ts";
import { renameUser } from "#lib/account/users/rename.ts";
import { setTimeZone } from "#lib/account/users/set-time-zone.ts";
import { formAction } from "#lib/web/form-action.ts";

export const renameUserAction = formAction(renameUser, { done: "Your name is saved." });

export const setTimeZoneAction = formAction(setTimeZone, { done: "Your time zone is saved." });

export const requestEmailChangeAction = formAction(requestEmailChange, {
  done: "We sent mail to both addresses. Each mail says what to do there; then the address changes.",
  then: "/settings/profile",
  even: true,
});

export const withdrawEmailChangeAction = formAction(withdrawEmailChange, {
  input: () => ({}),
  done: "The change is called off. Your address stays as it is.",
});
