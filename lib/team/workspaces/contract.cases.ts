import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeMember, makeSignedIn } from "#testing/factories.ts";

export const workspaceCases: Cases<"workspace.create" | "workspace.switch" | "workspace.update"> = {
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
};

export const workspaceQueries: QueryCases = {
  "workspace.get": () => ({}),
  "workspace.list_mine": () => ({}),
  "workspace.overview": () => ({ showsNoRow: "Counts." }),
};
