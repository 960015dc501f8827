import type { QueryCases } from "#testing/contract/contract.ts";

const longAgo = "2020-01-01T00:00:00.000000Z_00000000-0000-0000-0000-000000000000_0";

export const queries: QueryCases = {
  "audit_log.list": () => ({}),
  "audit_log.list_own": () => ({}),
  "audit_log.people": () => ({}),
  "audit_log.count_newer": () => ({ input: { after: longAgo }, showsNoRow: "A count." }),
  "audit_log.count_newer_own": () => ({ input: { after: longAgo }, showsNoRow: "A count." }),
  "audit_log.by_day": () => ({ showsNoRow: "Counts by day." }),
  "audit_log.by_day_own": () => ({ showsNoRow: "Counts by day." }),
};
