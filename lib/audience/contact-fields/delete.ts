import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contactFields, contactValues } from "#db/schema/contact-fields.ts";
import { refusePartInUse } from "#lib/audience/segments/filter-parts.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { asConfirmed, expectedCount } from "#lib/core/as-confirmed.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/**
 * Deletes a field with the values of all contacts. Nothing brings them back, so that more than a few need a fresh proof.
 * @throws AppError conflict where segments filter by it, and what `takePeople` throws.
 */
export const deleteContactField = command({
  name: "contact_field.delete",
  allow: workspaceAdmin,
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({ fieldId: z.uuid(), expected: expectedCount }),
  async run(context, { fieldId, expected }) {
    const { tx, actor } = context;
    await refusePartInUse(tx, actor, { fieldId });
    const people = await tx.$count(
      contactValues,
      and(owned(contactValues, actor), eq(contactValues.fieldId, fieldId)),
    );
    asConfirmed(expected, people, `${people.toLocaleString("en")} contacts have a value in this field`);
    await takePeople(context, { how: "clear", people, list: "goes", path: "/contacts" });
    const [gone] = await tx
      .delete(contactFields)
      .where(and(owned(contactFields, actor), eq(contactFields.id, fieldId)))
      .returning({ name: contactFields.name });
    if (!gone) throw notFound("field");
    return { result: gone, audit: { target: null, detail: { name: gone.name } } };
  },
});
