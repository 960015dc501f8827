import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeMember } from "#testing/factories.ts";

async function owner() {
  const { actor, workspaceId } = await makeMember();
  const { user } = await makeMember({ workspaceId, role: "member" });
  return { actor, workspaceId, userId: user.id };
}

export const commands: Cases = {
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
};

export const queries: QueryCases = {
  "member.list": () => ({}),
  "member.get": ({ member }) => ({ input: { userId: member } }),
  "member.coverage": () => ({ showsNoRow: "Counts of people." }),
  "member.mail_accounts": ({ member }) => ({ input: { userId: member } }),
  "member.mail_accounts_to_rotate": () => ({}),
};
