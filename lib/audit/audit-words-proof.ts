import { counted, type EventWords, said } from "#lib/core/audit/words.ts";

const results = { intact: "In order", broken: "Not in order", failed: "Could not be ended" };

/** The log about itself. */
export const proofWords = {
  "audit_log.verify": {
    group: "audit-log",
    to: "verify the audit log",
    did: "had the audit log verified",
  },
  "audit_log.finish_verification": {
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
  "audit_log.retain": {
    group: "audit-log",
    to: "take entries older than a year out of the log",
    did: ({ detail }) =>
      `took ${counted(detail.dropped, "entry", "entries")} of ${said(detail, "month") || "a month"} out of the log: they were older than a year`,
    shows: {
      month: "Month",
      dropped: "Entries taken out",
      anchorSeq: "The last of them",
      anchorHash: "Its hash",
      checkpoint: "Covered by checkpoint",
    },
  },
} satisfies Record<string, EventWords>;
