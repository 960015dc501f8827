import { addressShown } from "#lib/core/audit/address-shown.ts";
import { counted, type EventWords } from "#lib/core/audit/words.ts";

const people = (given: unknown) => counted(given, "contact", "contacts");

const kinds = {
  label: "Action",
  words: {
    tag: "Tag",
    untag: "Take tags off",
    subscribe: "Add to a newsletter",
    suppress: "Suppress",
    erase: "Erase",
    roll_back: "Roll an import back",
  },
};

/** Audit words of bulk actions. */
export const bulkActionWords = {
  "bulk_action.tag": {
    group: "contacts",
    to: "tag many contacts",
    did: ({ detail }) =>
      `began to ${detail.does === "remove" ? "take tags off" : "tag"} ${people(detail.contacts)}`,
    shows: { tags: "Tags" },
  },
  "bulk_action.subscribe": {
    group: "contacts",
    to: "add many contacts to a newsletter",
    did: ({ detail }) => `began to add ${people(detail.contacts)} to a newsletter`,
    shows: {
      basis: {
        label: "Lawful ground",
        words: {
          express: "Express consent",
          implied_purchase: "Implied consent: purchase",
          implied_inquiry: "Implied consent: inquiry",
          legitimate_interest: "Legitimate interest",
        },
      },
      givenOn: "Given on",
    },
  },
  "bulk_action.suppress": {
    group: "suppressions",
    to: "suppress many contacts",
    did: ({ detail }) => `began to suppress ${people(detail.contacts)}`,
  },
  "bulk_action.erase": {
    group: "contacts",
    to: "erase many contacts",
    did: ({ detail }) => `began to erase ${people(detail.contacts)}`,
    shows: { block: addressShown },
  },
  "bulk_action.undo": {
    group: "contacts",
    to: "undo a bulk action",
    did: ({ detail }) => `undid a bulk action for ${people(detail.contacts)} before it began`,
  },
  "bulk_action.cancel": {
    group: "contacts",
    to: "cancel a bulk action",
    did: ({ detail }) => `cancelled a bulk action after ${people(detail.done)}`,
    shows: { total: "Selected" },
  },
  "bulk_action.lift": {
    group: "suppressions",
    to: "lift what a bulk action suppressed",
    did: ({ detail }) => `lifted ${counted(detail.lifted, "suppression")} of a bulk action`,
    shows: { kept: "Kept", note: "Why" },
  },
  "bulk_action.start_now": {
    group: "contacts",
    to: "begin a bulk action at once",
    did: ({ detail }) => `began a bulk action for ${people(detail.contacts)} at once`,
  },
  "bulk_action.batch": {
    group: "contacts",
    to: "do part of a bulk action",
    did: ({ detail }) => `dealt with ${people(detail.contacts)} of a bulk action`,
    shows: { kind: kinds, changed: "Changed", failure: "Stopped because" },
  },
} satisfies Record<string, EventWords>;
