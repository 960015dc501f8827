import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeMember } from "#testing/factories.ts";

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

/** A member who left, whom the workspace's log still names. */
export const seed: Seed = async ({ workspaceId }) => {
  const { user } = await makeMember({ workspaceId, role: "member" });
  await asOwner(
    (sql) => sql`delete from memberships where workspace_id = ${workspaceId} and user_id = ${user.id}`,
  );
  return {};
};
