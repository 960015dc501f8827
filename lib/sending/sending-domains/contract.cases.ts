import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { makeMember } from "#testing/factories.ts";
import { createSendingDomain } from "./create.ts";
import { seeRecord } from "./verify.ts";

export const commands: Cases = {
  "sending_domain.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { domain: "engines.example" },
      openToStrangers: "A domain may be claimed by several; DNS decides who proves it.",
    };
  },
  "sending_domain.verify": async () => {
    const { actor } = await makeMember();
    const { id, record } = await createSendingDomain(actor, { domain: "engines.example" });
    return { actor, input: { record: await seeRecord(actor, id, async () => [record.value]) } };
  },
};

export const queries: QueryCases = {
  "sending_domain.list": () => ({}),
  "sending_domain.get": ({ seeded }) => ({ input: { domainId: seeded("domain") } }),
};

export const seed: Seed = async ({ actor }) => {
  const { id } = await createSendingDomain(actor, { domain: "engines.example" });
  return { domain: id };
};
