import type { QueryCases } from "#testing/contract/contract.ts";

export const unsubscribeQueries: QueryCases = {
  "unsubscribe.choices": ({ subscriber }) => ({ actor: subscriber, showsNoRow: "The address is masked." }),
};
