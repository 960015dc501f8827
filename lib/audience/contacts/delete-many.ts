import { and, inArray } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { command } from "#lib/core/command.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { contactIds } from "./selected.ts";

/** Deletes the chosen contacts, as contact.delete does each: suppressions, consents and deliveries stay as proof. */
export const deleteContacts = command({
  name: "contact.delete_many",
  allow: workspaceMember,
  input: z.object({ contactIds, typed: text({ max: 10 }).default("") }),
  async run({ tx, actor }, { contactIds, typed }) {
    if (typed !== String(contactIds.length))
      throw invalid({ typed: `Type ${contactIds.length} to delete that many contacts.` });
    const gone = await tx
      .delete(contacts)
      .where(and(owned(contacts, actor), inArray(contacts.id, contactIds)))
      .returning({ id: contacts.id });
    if (gone.length === 0) throw notFound("contacts");
    return {
      result: { deleted: gone.length },
      audit: { target: null, detail: { deleted: gone.length, contacts: gone.map(({ id }) => id) } },
    };
  },
});
