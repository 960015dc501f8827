import type { QueryCases } from "#testing/contract/contract.ts";

export const queries: QueryCases = {
  "compliance.overview": () => ({ showsNoRow: "Counts, and the sender's name and address." }),
};
