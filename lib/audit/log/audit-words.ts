import { counted, type EventWords, said } from "#lib/core/audit/words.ts";

/** Audit words of the log itself. */
export const auditLogWords = {
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
