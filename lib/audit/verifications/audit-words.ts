import { counted, type EventWords } from "#lib/core/audit/words.ts";

const results = { intact: "In order", broken: "Not in order", failed: "Could not be ended" };

/** Audit words of verifications of the log. */
export const auditVerificationWords = {
  "audit_verification.start": {
    group: "audit-log",
    to: "verify the audit log",
    did: "had the audit log verified",
  },
  "audit_verification.finish": {
    group: "audit-log",
    to: "end a verification of the audit log",
    did: ({ detail }) => {
      if (detail.result === "intact")
        return `verified ${counted(detail.entries, "entry", "entries")} of the audit log: all are in order`;
      if (detail.result === "broken") return "verified the audit log: it is not in order";
      return "could not end verifying the audit log";
    },
    shows: {
      result: { label: "Result", words: results },
      entries: "Entries in order",
      brokenEntry: "First broken entry",
      problems: "Problems with checkpoints",
    },
  },
} satisfies Record<string, EventWords>;
