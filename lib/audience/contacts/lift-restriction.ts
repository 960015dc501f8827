import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/**
 * Lifts the restriction of a person's data, after they were told (GDPR 18(3)). Mail and exports count on their consents again.
 * @throws AppError notFound for a contact without a restriction.
 */
export const liftRestriction = command({
  name: "contact.lift_restriction",
  allow: workspaceMember,
  input: z.object({
    contactId: z.uuid(),
    told: text({ max: 500 }).min(10, "Say when and how you told them, such as “By mail on 3 May”."),
  }),
  async run({ tx, actor }, { contactId }) {
    const [lifted] = await tx
      .update(contacts)
      .set({ restrictedAt: null, restrictedFor: null })
      .where(and(owned(contacts, actor), eq(contacts.id, contactId), isNotNull(contacts.restrictedAt)))
      .returning({ restrictedFor: contacts.restrictedFor });
    if (!lifted) throw notFound("restriction");
    return { result: { id: contactId }, audit: { target: contactId, detail: {} } };
  },
});
