import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/**
 * Lifts the restriction of a person's data, after they were told (GDPR 18(3)). Mail and exports count on their consents again.
 * @throws AppError notFound for a contact without a restriction, conflict while a request waits that holds their mail back.
 */
export const liftRestriction = command({
  name: "contact.lift_restriction",
  allow: workspaceMember,
  input: z.object({
    contactId: z.uuid(),
    told: text({ max: 500 }).min(10, "Say when and how you told them, such as “By mail on 3 May”."),
  }),
  async run({ tx, actor }, { contactId, told }) {
    const mine = and(owned(contacts, actor), eq(contacts.id, contactId));
    await tx.select({ id: contacts.id }).from(contacts).where(mine).for("update");
    const [waiting] = await tx
      .select({ id: subjectRequests.id })
      .from(subjectRequests)
      .where(
        and(
          owned(subjectRequests, actor),
          eq(subjectRequests.contactId, contactId),
          inArray(subjectRequests.kind, ["erase", "restrict", "object"]),
          isNotNull(subjectRequests.identifiedAt),
          isNull(subjectRequests.closedAt),
        ),
      )
      .limit(1);
    if (waiting) throw conflict("A request of theirs waits for an answer. Answer it first.");
    const [lifted] = await tx
      .update(contacts)
      .set({ restrictedAt: null, restrictedFor: null })
      .where(and(mine, isNotNull(contacts.restrictedAt)))
      .returning({ id: contacts.id });
    if (!lifted) throw notFound("restriction");
    return {
      result: lifted,
      audit: { target: contactId, detail: {}, about: { person: contactId, fields: { told } } },
    };
  },
});
