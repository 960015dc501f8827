import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import {
  anonymous,
  asOwner,
  makeInvitation,
  makeMember,
  makeSignedIn,
  uniqueEmail,
} from "#testing/factories.ts";

const forLinks = "Whoever holds the link may: it was mailed to the address it makes an account for.";

async function owner() {
  const { actor, workspaceId } = await makeMember();
  const { user } = await makeMember({ workspaceId, role: "member" });
  return { actor, workspaceId, userId: user.id };
}

export const teamCases: Cases<
  | "invitation.create"
  | "invitation.resend"
  | "invitation.cancel"
  | "invitation.accept"
  | "invitation.accept_new"
  | "member.change_role"
  | "member.remove"
  | "member.leave"
  | "member.remind"
  | "workspace.transfer_ownership"
  | "workspace.require_two_factor"
> = {
  "invitation.create": async () => ({
    actor: (await makeMember()).actor,
    input: { email: uniqueEmail("grace"), role: "member" },
    openToStrangers: "It invites into the caller's own workspace; another's cannot be named.",
  }),
  "invitation.resend": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeInvitation(workspaceId);
    await asOwner(
      (sql) => sql`update invitations set sent_at = now() - interval '2 minutes' where id = ${id}`,
    );
    return { actor, input: { invitationId: id } };
  },
  "invitation.cancel": async () => {
    const { actor, workspaceId } = await makeMember();
    return { actor, input: { invitationId: (await makeInvitation(workspaceId)).id } };
  },
  "invitation.accept": async () => {
    const { workspaceId } = await makeMember();
    const { actor, user } = await makeSignedIn();
    const { token } = await makeInvitation(workspaceId, { email: user.email });
    return { actor, input: { token } };
  },
  "invitation.accept_new": async () => {
    const { workspaceId } = await makeMember();
    const { token } = await makeInvitation(workspaceId);
    return {
      actor: anonymous(),
      input: { token, name: "Grace Hopper", password: "Tide-harbour7 lamp" },
      openToAnonymous: forLinks,
      openToStrangers: forLinks,
    };
  },
  "member.change_role": async () => {
    const { actor, userId } = await owner();
    return { actor, input: { userId, role: "viewer" } };
  },
  "member.remove": async () => {
    const { actor, userId } = await owner();
    return { actor, input: { userId } };
  },
  "member.leave": async () => {
    const { workspaceId } = await makeMember();
    return {
      actor: (await makeMember({ workspaceId, role: "member" })).actor,
      input: {},
      openToStrangers: "It ends the caller's own membership, of the workspace they are in.",
    };
  },
  "member.remind": async () => {
    const { actor, userId } = await owner();
    return { actor, input: { userId } };
  },
  "workspace.transfer_ownership": async () => {
    const { actor, userId } = await owner();
    return { actor, input: { userId, typed: "Analytical Engines" } };
  },
  "workspace.require_two_factor": async () => {
    const { actor } = await makeMember();
    await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${actor.userId}`);
    return {
      actor,
      input: { required: "yes", days: "7" },
      openToStrangers: "It is a rule of the caller's own workspace; another's cannot be named.",
    };
  },
};

export const teamQueries: QueryCases = {
  "member.list": () => ({}),
  "member.get": ({ member }) => ({ input: { userId: member } }),
  "member.coverage": () => ({ showsNoRow: "Counts of people." }),
  "member.mail_accounts": ({ member }) => ({ input: { userId: member } }),
  "member.mail_accounts_to_rotate": () => ({}),
  "invitation.list": () => ({}),
  "invitation.get": ({ invitation }) => ({
    input: { token: invitation.token },
    outsideTheWall: "Whoever holds the link may read what it invites to, and belongs to no workspace yet.",
  }),
};
