import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { asOwner, makeMember, makeSignedIn } from "#testing/factories.ts";

export const commands: Cases = {
  "workspace.create": async () => ({
    actor: (await makeSignedIn()).actor,
    input: { name: "Difference Engines" },
    openToStrangers: "It makes a workspace of the caller's own.",
  }),
  "workspace.switch": async () => {
    const { actor, workspaceId } = await makeMember();
    return { actor, input: { workspaceId } };
  },
  "workspace.update": async () => ({
    actor: (await makeMember()).actor,
    input: { senderName: "Difference Engines" },
    openToStrangers: "It changes the caller's own workspace; another's cannot be named.",
  }),
  "workspace.transfer_ownership": async () => {
    const { actor, workspaceId } = await makeMember();
    const { user } = await makeMember({ workspaceId, role: "member" });
    return { actor, input: { userId: user.id, typed: "Analytical Engines" } };
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

export const queries: QueryCases = {
  "workspace.get": () => ({}),
  "workspace.list_mine": () => ({}),
  "workspace.find_records": () => ({ input: { search: "re" } }),
  "workspace.needs": () => ({}),
  "workspace.trends": () => ({ showsNoRow: "Counts by day." }),
  "workspace.overview": () => ({ showsNoRow: "Counts." }),
};
