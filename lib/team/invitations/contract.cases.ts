import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  anonymous,
  asOwner,
  makeInvitation,
  makeMember,
  makeSignedIn,
  uniqueEmail,
} from "#testing/factories.ts";

const forLinks = "Whoever holds the link may: it was mailed to the address it makes an account for.";

export const commands: Cases = {
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
  "invitation.accept_as_new": async () => {
    const { workspaceId } = await makeMember();
    const { token } = await makeInvitation(workspaceId);
    return {
      actor: anonymous(),
      input: { token, name: "Grace Hopper", password: "Tide-harbour7 lamp" },
      openToAnonymous: forLinks,
      openToStrangers: forLinks,
    };
  },
};

export const queries: QueryCases = {
  "invitation.list": () => ({}),
  "invitation.get": ({ seeded }) => ({
    input: { token: seeded("invitationToken") },
    outsideTheWall: "Whoever holds the link may read what it invites to, and belongs to no workspace yet.",
  }),
};

export const seed: Seed = async ({ workspaceId, actor }) => {
  const { token } = await makeInvitation(workspaceId, { invitedBy: actor.userId });
  return { invitationToken: token };
};
