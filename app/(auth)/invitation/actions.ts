"use server";
import { cookies } from "next/headers";
import { signOut } from "#lib/account/sessions/sign-out.ts";
import { acceptInvitation } from "#lib/team/invitations/accept.ts";
import { acceptInvitationAsNew } from "#lib/team/invitations/accept-as-new.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { enter } from "#lib/web/enter.ts";
import { formAction, plainAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";
import { forgetLink } from "#lib/web/mailed-link-cookie.ts";
import { endSession } from "#lib/web/next-auth.ts";

export const acceptAction = formAction(acceptInvitation, {
  after: () => forgetLink("invitation"),
  done: ({ workspace }) => `You are in ${workspace} now.`,
  then: "/dashboard",
});

export const acceptAsNewAction = formAction(acceptInvitationAsNew, {
  input: async (data) => {
    const { token, name, password } = formInput(data);
    return { token, name, password, device: (await cookies()).get(cookieNames.device)?.value };
  },
  async after(result) {
    await enter(result);
    await forgetLink("invitation");
  },
  done: ({ workspace }) => `You are in ${workspace} now.`,
  then: "/dashboard",
});

export const useAnotherAccountAction = plainAction(signOut, {
  input: () => ({}),
  after: endSession,
  then: "/invitation/link",
});
