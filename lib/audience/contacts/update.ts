import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import {
  contactCountry,
  contactLanguage,
  contactName,
  contactPostalCode,
  contactTimeZone,
} from "./fields.ts";

const fields = ["firstName", "lastName", "country", "language", "postalCode", "timeZone"] as const;

/**
 * Changes what is known of a person: name, country, signs of it and language (GDPR 16). The country decides which law counts from the
 * next message on. The address has its own command, because a correction has consequences.
 */
export const updateContact = command({
  name: "contact.update",
  allow: orKey(workspaceMember, "contacts:write"),
  input: z.object({
    contactId: z.uuid(),
    firstName: contactName,
    lastName: contactName,
    country: contactCountry,
    language: contactLanguage,
    postalCode: contactPostalCode,
    timeZone: contactTimeZone,
  }),
  async run({ tx, actor }, { contactId, ...after }) {
    const mine = and(owned(contacts, actor), eq(contacts.id, contactId));
    const [before] = await tx
      .select({
        firstName: contacts.firstName,
        lastName: contacts.lastName,
        country: contacts.country,
        language: contacts.language,
        postalCode: contacts.postalCode,
        timeZone: contacts.timeZone,
      })
      .from(contacts)
      .where(mine)
      .for("update");
    if (!before) throw notFound("contact");
    await tx
      .update(contacts)
      // A country that a file wrote unreadably is answered by one that a member chose.
      .set({ ...after, ...(after.country && { countryWritten: null }) })
      .where(mine);

    const changed = fields.filter((field) => before[field] !== after[field]);
    const shown = (values: typeof before) => changed.map((field) => values[field] ?? "nothing").join(", ");
    return {
      result: { id: contactId },
      audit: {
        target: contactId,
        detail: { fields: changed },
        ...(changed.length > 0 && {
          about: { person: contactId, fields: { was: shown(before), is: shown(after) } },
        }),
      },
    };
  },
});
