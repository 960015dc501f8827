import { addressShown } from "#lib/core/audit/address-shown.ts";
import { groundShown } from "#lib/core/audit/ground-shown.ts";
import type { EventWords } from "#lib/core/audit/words.ts";

const count = (given: unknown) => `${Number(given) || 0} ${given === 1 ? "contact" : "contacts"}`;

/** Audit words of contacts and their consents. */
export const contactWords = {
  "contact.create": {
    group: "contacts",
    to: "add a contact",
    target: "contact",
    did: (facts) => `added ${facts.name ?? "a contact"} to the contacts`,
    shows: { basis: groundShown, givenOn: "Given on" },
  },
  "contact.update": {
    group: "contacts",
    to: "edit a contact",
    target: "contact",
    did: (facts) => `edited ${facts.name ?? "a contact"}`,
    shows: {
      fields: {
        label: "Changed",
        words: { firstName: "First name", lastName: "Last name", country: "Country", language: "Language" },
      },
    },
  },
  "contact.correct_address": {
    group: "contacts",
    to: "correct the address of a contact",
    target: "contact",
    did: (facts) => `corrected the address of ${facts.name ?? "a contact"}`,
    shows: { carried: "Suppressions that went along" },
  },
  "contact.hand_over": {
    group: "contacts",
    to: "export the data of a contact",
    target: "contact",
    did: (facts) => `exported everything known of ${facts.name ?? "a contact"}`,
    shows: { format: { label: "As", words: { json: "JSON", html: "A readable page", pdf: "PDF" } } },
  },
  "contact.lift_restriction": {
    group: "contacts",
    to: "lift the restriction of a contact",
    target: "contact",
    did: (facts) => `lifted the restriction of ${facts.name ?? "a contact"}`,
  },
  "contact.delete": {
    group: "contacts",
    to: "erase a contact",
    target: "contact",
    did: "erased a contact and everything known of them",
    shows: { block: addressShown },
  },
  "contact.delete_many": {
    group: "contacts",
    to: "erase contacts",
    did: ({ detail }) => `erased ${count(detail.deleted)} and everything known of them`,
    shows: { block: addressShown },
  },
  "contact.suppress_many": {
    group: "contacts",
    to: "suppress contacts",
    did: ({ detail }) => `suppressed ${count(detail.added)}`,
    shows: { already: "Suppressed before", queuedStopped: "Queued messages stopped" },
  },
  "contact.export": {
    group: "contacts",
    to: "export contacts",
    did: "exported contacts as a CSV file",
    shows: { country: "Country", selected: "Selected" },
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
  "contact.undo_unsubscribe": {
    group: "contacts",
    to: "take back unsubscribing",
    target: "contact",
    did: "took back unsubscribing within half an hour",
    shows: { newsletters: "Newsletters they are back on" },
  },
  "contact.give_reason": {
    group: "contacts",
    to: "give a reason for leaving",
    target: "contact",
    did: "gave a reason for unsubscribing",
    shows: {
      reason: {
        label: "Reason",
        words: {
          too_often: "Too many messages",
          not_relevant: "Not what they expected",
          never_signed_up: "Never signed up",
          other: "Another reason",
        },
      },
    },
  },
  "contact.mail_links": {
    group: "contacts",
    to: "ask for unsubscribe links by mail",
    did: "asked for unsubscribe links by mail",
    shows: { mailed: "Mail sent" },
  },
} satisfies Record<string, EventWords>;
