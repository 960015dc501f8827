import { counted, type EventWords, said } from "#lib/core/audit/words.ts";

const format = { label: "Format", words: { csv: "CSV", ndjson: "NDJSON" } };
const as = (detail: Record<string, unknown>) =>
  ({ csv: " as CSV", ndjson: " as NDJSON" })[said(detail, "format")] ?? "";

/** Audit words of exports of the log. */
export const auditExportWords = {
  "audit_export.start": {
    group: "exports",
    to: "export the audit log",
    did: ({ detail }) => `asked for an export of the audit log${as(detail)}`,
    shows: { format, filters: "Filtered by" },
  },
  "audit_export.cancel": {
    group: "exports",
    to: "cancel an export of the audit log",
    did: "cancelled an export of the audit log",
    shows: { format },
  },
  "audit_export.finish": {
    group: "exports",
    to: "make an export of the audit log",
    did: ({ detail }) =>
      detail.failure
        ? "stopped making an export of the audit log"
        : `made an export of ${counted(detail.entries, "entry", "entries")} of the audit log`,
    shows: { format, leftOut: "Entries left out", bytes: "Bytes", sha256: "SHA-256", failure: "Reason" },
  },
  "audit_export.download": {
    group: "exports",
    to: "download an export of the audit log",
    did: "downloaded an export of the audit log",
    shows: { format, bytes: "Bytes", sha256: "SHA-256" },
  },
  "audit_export.expire": {
    group: "exports",
    to: "take back an export of the audit log",
    did: "took back an export of the audit log, because it names a person who was erased",
  },
  "audit_export.remove": {
    group: "exports",
    to: "remove an export of the audit log",
    did: "removed an export of the audit log after its 7 days",
    shows: { format },
  },
} satisfies Record<string, EventWords>;
