import type { QueryCases } from "#testing/contract/contract.ts";

export const queries: QueryCases = {
  "api_usage.requests": ({ seeded }) => ({ input: { keyId: seeded("apiKey") } }),
  "api_usage.get": () => ({}),
};
