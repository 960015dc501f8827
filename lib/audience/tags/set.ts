import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { contactTags } from "#db/schema/tags.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { findOrMakeTags } from "./find-or-make.ts";
import { tagNames } from "./names.ts";

/** Gives a contact exactly these tags. */
export const setTags = command({
  name: "tag.set",
  allow: orKey(workspaceMember, "contacts:write"),
  limit: { per: "workspace", max: 1200, windowSeconds: 3600 },
  input: z.object({ contactId: z.uuid(), tags: tagNames }),
  async run({ tx, actor }, { contactId, tags }) {
    const [contact] = await tx
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, contactId)))
      .for("update");
    if (!contact) throw notFound("contact");
    const ids = await findOrMakeTags(tx, actor.workspaceId, tags);
    await tx.delete(contactTags).where(and(owned(contactTags, actor), eq(contactTags.contactId, contactId)));
    if (ids.length > 0)
      await tx
        .insert(contactTags)
        .values(ids.map((tagId) => ({ workspaceId: actor.workspaceId, tagId, contactId })))
        .onConflictDoUpdate({
          target: [contactTags.workspaceId, contactTags.tagId, contactTags.contactId],
          set: { taggedAt: sql`excluded.tagged_at` },
        });
    return { result: { id: contactId }, audit: { target: contactId, detail: { tags } } };
  },
});
