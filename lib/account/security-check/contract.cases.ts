import { ownAccount, type QueryCases } from "#testing/contract/contract.ts";

export const queries: QueryCases = {
  "security_check.get": ownAccount,
};
