import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { emailAddress } from "#lib/mail/email-address.ts";

/** Returns the id of the contact of a whole address, for a program that puts people on newsletters by address. */
export const findContact = query({
  name: "contact.find",
  allow: orKey(workspaceMember, "newsletters:write"),
  input: z.object({ email: emailAddress }),
  async run({ db, actor }, { email }) {
    const [found] = await db
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.email, email)));
    if (!found) throw notFound("contact");
    return found;
  },
});
