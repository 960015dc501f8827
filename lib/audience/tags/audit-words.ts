import { counted, type EventWords } from "#lib/core/audit/words.ts";

const named = { tags: "Tags" };

/** Audit words of tags. */
export const tagWords = {
  "tag.apply": {
    group: "contacts",
    to: "tag contacts",
    did: ({ detail }) =>
      `${detail.does === "remove" ? "took tags off" : "tagged"} ${counted(detail.contacts, "contact", "contacts")}`,
    shows: named,
  },
  "tag.set": {
    group: "contacts",
    to: "change the tags of a contact",
    target: "contact",
    did: ({ name }) => `changed the tags of ${name ?? "a contact"}`,
    shows: named,
  },
  "tag.delete": {
    group: "contacts",
    to: "delete a tag",
    did: "deleted a tag",
    shows: { name: "Name" },
  },
} satisfies Record<string, EventWords>;
