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
  "audit_log.forget": {
    group: "audit-log",
    to: "erase personal data from the log",
    did: ({ detail }) =>
      `erased personal data from the log: ${counted(Array.isArray(detail.keys) ? detail.keys.length : 0, "key")} destroyed`,
    shows: { keys: "Keys destroyed", because: "Why" },
  },
  "access.read": {
    group: "refusals",
    to: "open what their role does not show",
    did: "opened a page",
    tried: "tried to open a page of the product without being signed in",
    shows: { query: "What was asked for" },
  },
  "access.cross_site": {
    group: "refusals",
    to: "send a form from another site",
    did: "sent a form from another site",
    tried: "sent a form from another site",
    shows: { path: "Page" },
  },
  "access.open_link": {
    group: "refusals",
    to: "open a link that we did not sign",
    did: "opened a link",
    tried: "opened a link that is forged or damaged",
    shows: {
      link: {
        label: "Link",
        words: {
          unsubscribe: "Unsubscribe",
          confirm: "Confirmation of a signup",
          upload: "Upload of a file",
        },
      },
    },
  },
} satisfies Record<string, EventWords>;
