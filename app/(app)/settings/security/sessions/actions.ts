"use server";
import { plural } from "#components/ui/format.ts";
import { renameSession } from "#lib/account/sessions/rename.ts";
import { revokeSession } from "#lib/account/sessions/revoke-one.ts";
import { revokeOtherSessions } from "#lib/account/sessions/revoke-others.ts";
import { formAction } from "#lib/web/form-action.ts";

export const revokeSessionAction = formAction(revokeSession, {
  done: ({ device }) => `${device} is signed out.`,
  then: "/settings/security/sessions",
});

export const renameSessionAction = formAction(renameSession, {
  done: ({ name }) => `That browser is called ${name} now.`,
  then: "/settings/security/sessions",
});

export const revokeOtherSessionsAction = formAction(revokeOtherSessions, {
  done: ({ ended }) =>
    ended === 0 ? "No other browser was signed in." : `${plural(ended, "other browser")} signed out.`,
  then: "/settings/security/sessions",
});
