import { ownAccount, type QueryCases } from "#lib/core/contract.ts";

export const securityCheckQueries: QueryCases = {
  "security_check.get": ownAccount,
};
