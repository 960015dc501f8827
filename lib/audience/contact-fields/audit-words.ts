import type { EventWords } from "#lib/core/audit/words.ts";

/** Audit words of fields of a workspace's own. */
export const contactFieldWords = {
  "contact_field.create": {
    group: "contacts",
    to: "define a contact field",
    did: "defined a contact field",
    shows: {
      name: "Name",
      kind: {
        label: "Holds",
        words: { text: "Text", number: "A number", date: "A date", yes_no: "Yes or no" },
      },
    },
  },
  "contact_field.delete": {
    group: "contacts",
    to: "delete a contact field",
    did: "deleted a contact field with all its values",
    shows: { name: "Name" },
  },
  "contact_field.fill": {
    group: "contacts",
    to: "fill in the fields of a contact",
    target: "contact",
    did: ({ name }) => `filled in the fields of ${name ?? "a contact"}`,
    shows: { fields: "Fields" },
  },
} satisfies Record<string, EventWords>;
