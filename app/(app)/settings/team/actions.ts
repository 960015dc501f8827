"use server";
import type { z } from "zod";
import { plural } from "#components/ui/format.ts";
import { shortenAccountRecovery } from "#lib/account/account-recovery/shorten.ts";
import type { Command } from "#lib/core/command.ts";
import { cancelInvitation } from "#lib/team/invitations/cancel.ts";
import { invite } from "#lib/team/invitations/create.ts";
import { type Invited, inviteAll } from "#lib/team/invitations/invite-all.ts";
import { resendInvitation } from "#lib/team/invitations/resend.ts";
import { changeRole } from "#lib/team/members/change-role.ts";
import { leaveWorkspace } from "#lib/team/members/leave.ts";
import { remindMember } from "#lib/team/members/remind.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { requireTwoFactor } from "#lib/team/workspaces/require-two-factor.ts";
import { transferOwnership } from "#lib/team/workspaces/transfer-ownership.ts";
import { formAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";
import { invitedState } from "./invite/invited.ts";
import { roleWords } from "./words.ts";

const then = "/settings/team";

// Each address is a command of its own, called by a function that answers to its name.
const inviteEach = Object.assign(
  async (...[actor, input, call]: Parameters<typeof inviteAll>) => inviteAll(actor, input, call),
  { spec: invite.spec },
) as unknown as Command<z.ZodType<unknown, Parameters<typeof inviteAll>[1]>, Invited[]>;

export const inviteAction = formAction(inviteEach, { state: invitedState });

export const resendInvitationAction = formAction(resendInvitation, {
  done: ({ email, mailed }) =>
    mailed
      ? `A new invitation to ${email} is on its way. The link before it is dead.`
      : `No mail to ${email} was sent, because we limit how many we send. The invitation works for 7 more days. Send it again tomorrow.`,
  then,
});

export const cancelInvitationAction = formAction(cancelInvitation, {
  done: ({ email }) => `The invitation to ${email} is taken back. Its link is dead.`,
  then,
});

export const changeRoleAction = formAction(changeRole, {
  input: (data) => ({ ...formInput(data), revokeKeys: data.get("revokeKeys") === "on" }),
  done: ({ name, role, ...behind }) =>
    `${name} is ${roleWords[role].a} now, from their next click on.${behindWords(behind)}`,
  then,
});

export const removeMemberAction = formAction(removeMember, {
  input: (data) => ({ ...formInput(data), revokeKeys: data.get("revokeKeys") === "on" }),
  done: ({ name, mailAccounts, ...behind }) =>
    `${name} is out of the workspace.${behindWords(behind)}${
      mailAccounts.length === 0
        ? ""
        : ` Change the ${mailAccounts.length === 1 ? "password" : "passwords"} they know.`
    }`,
  then,
});

type Behind = { keysRevoked: string[]; keysKept: string[]; webhooksHeld: string[] };

function behindWords({ keysRevoked, keysKept, webhooksHeld }: Behind): string {
  const keys =
    keysRevoked.length > 0
      ? ` ${plural(keysRevoked.length, "API key")} of theirs revoked.`
      : keysKept.length > 0
        ? ` ${plural(keysKept.length, "API key")} of theirs still work: rotate them.`
        : "";
  const webhooks =
    webhooksHeld.length > 0 ? ` ${plural(webhooksHeld.length, "webhook")} on hold: look at them.` : "";
  return `${keys}${webhooks}`;
}

export const leaveAction = formAction(leaveWorkspace, {
  done: ({ workspace }) => `You left ${workspace}.`,
  then: "/dashboard",
});

export const transferOwnershipAction = formAction(transferOwnership, {
  done: ({ name, workspace }) => `${name} owns ${workspace} now. You are an admin.`,
  then,
});

export const requireTwoFactorAction = formAction(requireTwoFactor, {
  done: ({ from }) =>
    from
      ? "Two-factor authentication is the rule now. Everybody without it gets a mail."
      : "Two-factor authentication is up to each member now.",
  then,
});

export const remindAction = formAction(remindMember, {
  done: ({ name }) => `A reminder to ${name} is on its way.`,
  then,
});

export const shortenRecoveryAction = formAction(shortenAccountRecovery, {
  done: "An hour is left for an objection. Then they can sign in without two-factor authentication.",
  then,
});
