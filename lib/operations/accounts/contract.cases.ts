import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeInstallationOwner, makeMember } from "#testing/factories.ts";

export const commands: Cases = {
  "account.find": async () => {
    const { user } = await makeMember();
    return { actor: await makeInstallationOwner(), input: { email: user.email } };
  },
  "account.end_sessions": async () => {
    const { user } = await makeMember();
    return { actor: await makeInstallationOwner(), input: { userId: user.id } };
  },
};

export const queries: QueryCases = {
  "account.get": ({ member }) => ({
    input: { userId: member },
    outsideTheWall: "About the installation's accounts, of which its owner alone is told.",
  }),
};
