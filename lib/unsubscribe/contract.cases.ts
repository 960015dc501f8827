import type { QueryCases } from "#lib/core/contract.ts";

export const unsubscribeQueries: QueryCases = {
  "unsubscribe.choices": ({ subscriber }) => ({ actor: subscriber, showsNoRow: "The address is masked." }),
};
