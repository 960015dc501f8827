import { counted, type EventWords, said, the } from "#lib/core/audit/words.ts";

const reason = {
  label: "Reason",
  words: { unsubscribed: "Unsubscribed", bounced: "Bounced", complained: "Reported spam", manual: "By hand" },
};
const basis = {
  label: "Lawful ground",
  words: {
    express: "They asked for it",
    implied_purchase: "They bought something",
    implied_inquiry: "They asked something",
    legitimate_interest: "Legitimate interest",
  },
};
const rows = {
  added: "Added",
  known: "Known before",
  suppressed: "Left out, suppressed",
  refused: "Refused rows",
};

/** People, newsletters, campaigns: the daily work. */
export const mailingWords = {
  "contact.create": {
    group: "contacts",
    to: "add a contact",
    target: "contact",
    did: (facts) => `added ${facts.name ?? "a contact"} to the contacts`,
    shows: { basis },
  },
  "contact.delete": {
    group: "contacts",
    to: "delete a contact",
    target: "contact",
    did: "deleted a contact and everything known of them",
  },
  "contact.unsubscribe": {
    group: "contacts",
    to: "unsubscribe",
    target: "contact",
    did: ({ detail }) =>
      detail.scope === "newsletter" ? "unsubscribed from a newsletter" : "unsubscribed from everything",
    shows: {
      scope: { label: "From", words: { newsletter: "One newsletter", all: "Everything" } },
      source: {
        label: "By",
        words: {
          one_click: "One-click button of the mail program (RFC 8058)",
          unsubscribe_page: "Unsubscribe page",
        },
      },
      queuedStopped: "Queued messages stopped",
    },
  },
  "suppression.add": {
    group: "suppressions",
    to: "suppress addresses",
    target: "newsletter",
    did: ({ detail }) => `suppressed ${counted(detail.added, "address", "addresses")}`,
    shows: {
      added: "Added",
      already: "Suppressed before",
      refused: "No addresses",
      queuedStopped: "Queued messages stopped",
    },
  },
  "suppression.lift": {
    group: "suppressions",
    to: "lift a suppression",
    target: "suppression",
    did: "lifted a suppression",
    shows: { reason, note: "Note" },
  },
  "suppression.record_bounce": {
    group: "suppressions",
    to: "suppress bounced addresses",
    target: "campaign",
    did: ({ detail }) =>
      `suppressed ${counted(detail.added, "address", "addresses")} that a server called dead`,
    shows: { added: "Added" },
  },
  "import.create": {
    group: "imports",
    to: "begin an import",
    target: "import",
    did: (facts) => `began ${the("import", facts)} and said where its consent comes from`,
    shows: { basis },
  },
  "import.reopen": {
    group: "imports",
    to: "reopen an import",
    target: "import",
    did: (facts) => `opened ${the("import", facts)} again for another file`,
  },
  "import.receive": {
    group: "imports",
    to: "upload a file",
    target: "import",
    did: (facts) => `uploaded the file of ${the("import", facts)}`,
    shows: { bytes: "Bytes" },
  },
  "import.start": {
    group: "imports",
    to: "start an import",
    target: "import",
    did: (facts) => `started ${the("import", facts)}`,
  },
  "import.resume": {
    group: "imports",
    to: "resume an import",
    target: "import",
    did: (facts) => `resumed ${the("import", facts)} from line ${said(facts.detail, "fromLine") || "1"}`,
    shows: { fromLine: "From line" },
  },
  "import.cancel": {
    group: "imports",
    to: "cancel an import",
    target: "import",
    did: (facts) => `cancelled ${the("import", facts)} after ${counted(facts.detail.linesRead, "line")}`,
    shows: { linesRead: "Lines read" },
  },
  "import.batch": {
    group: "imports",
    to: "write rows of an import",
    target: "import",
    did: (facts) => `wrote rows of ${the("import", facts)}: ${counted(facts.detail.added, "contact")} added`,
    shows: { from: "From line", to: "To line", ...rows, subscribed: "Subscribed" },
  },
  "import.finish": {
    group: "imports",
    to: "finish an import",
    target: "import",
    did: (facts) =>
      facts.detail.failure
        ? `stopped ${the("import", facts)}`
        : `finished ${the("import", facts)}: ${counted(facts.detail.added, "contact")} added`,
    shows: { ...rows, failure: "Why it stopped" },
  },
  "import.roll_back": {
    group: "imports",
    to: "roll back an import",
    target: "import",
    did: (facts) =>
      `rolled back ${the("import", facts)}: ${counted(facts.detail.contacts, "contact")} taken out`,
    shows: { contacts: "Contacts taken out", subscriptions: "Subscriptions ended" },
  },
  "newsletter.create": {
    group: "campaigns",
    to: "create a newsletter",
    target: "newsletter",
    did: (facts) => `created ${the("newsletter", facts)}`,
    shows: { name: "Name" },
  },
  "newsletter.update": {
    group: "campaigns",
    to: "change a newsletter",
    target: "newsletter",
    did: (facts) => `changed ${the("newsletter", facts)}`,
  },
  "newsletter.archive": {
    group: "campaigns",
    to: "archive a newsletter",
    target: "newsletter",
    did: (facts) => `archived ${the("newsletter", facts)}`,
    shows: { name: "Name" },
  },
} satisfies Record<string, EventWords>;
