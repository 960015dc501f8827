import { and, asc, inArray } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { contactIds, mostSelected } from "./selected.ts";

/** Returns the contacts ticked in the list, by address. Those that are gone meanwhile are left out. */
export const chosenContacts = query({
  name: "contact.chosen",
  allow: workspaceMember,
  input: z.object({ contactIds }),
  run: ({ db, actor }, { contactIds }) =>
    db
      .select({ id: contacts.id, email: contacts.email })
      .from(contacts)
      .where(and(owned(contacts, actor), inArray(contacts.id, contactIds)))
      .orderBy(asc(contacts.email))
      .limit(mostSelected),
});
