"use server";
import { disownSession } from "#lib/account/sign-in/disown.ts";
import { formAction } from "#lib/web/form-action.ts";
import { forgetLink } from "#lib/web/mailed-link-cookie.ts";
import { endSession } from "#lib/web/next-auth.ts";

export const disownSessionAction = formAction(disownSession, {
  done: "Every browser is signed out and the old password is gone. A link to choose a new one is in your mail.",
  async after() {
    await endSession();
    await forgetLink("disown_session");
  },
  then: "/sign-in?signed-out",
});
