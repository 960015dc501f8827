import { ownAccount, type QueryCases } from "#testing/contract/contract.ts";

export const securityCheckQueries: QueryCases = {
  "security_check.get": ownAccount,
};
