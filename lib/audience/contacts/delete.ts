import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/**
 * Deletes a contact and its subscriptions from the lists. Suppressions stay by their keyed hash, so
 * that a recipient who left stays off even when imported again. Consents and deliveries stay as
 * proof of what was sent and why.
 */
export const deleteContact = command({
  name: "contact.delete",
  allow: workspaceMember,
  input: z.object({ contactId: z.uuid() }),
  async run({ tx, actor }, { contactId }) {
    const [contact] = await tx
      .delete(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, contactId)))
      .returning({ id: contacts.id });
    if (!contact) throw notFound("contact");
    return { result: contact, audit: { target: contactId } };
  },
});
