import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeMember, makeSession } from "#testing/factories.ts";

export const commands: Cases = {
  "session.sign_out": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It ends the caller's own session.",
  }),
  "session.revoke_one": async () => {
    const { actor } = await makeMember();
    return { actor, input: { sessionId: await makeSession(actor.userId) } };
  },
  "session.rename": async () => {
    const { actor } = await makeMember();
    return { actor, input: { sessionId: await makeSession(actor.userId), name: "Studio laptop" } };
  },
  "session.revoke_others": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It ends the caller's own sessions.",
  }),
};

export const queries: QueryCases = {
  "session.list": () => ({}),
};
