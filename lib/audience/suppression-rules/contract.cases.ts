import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { makeMember } from "#testing/factories.ts";
import { addSuppressionRule } from "./add.ts";

export const commands: Cases = {
  "suppression_rule.add": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { rule: "competitor.example" },
      openToStrangers: "Each workspace keeps its own; the input names no row.",
    };
  },
  "suppression_rule.remove": async () => {
    const { actor } = await makeMember();
    const { id } = await addSuppressionRule(actor, { rule: "abuse@" });
    return { actor, input: { ruleId: id } };
  },
};

export const queries: QueryCases = { "suppression_rule.list": () => ({}) };

export const seed: Seed = async ({ actor }) => {
  const { id } = await addSuppressionRule(actor, { rule: "competitor.example" });
  return { rule: id };
};
