import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { contactFields } from "#db/schema/contact-fields.ts";
import { refusePartInUse } from "#lib/audience/segments/filter-parts.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/** Deletes a field with the values of all contacts. @throws AppError conflict where segments filter by it. */
export const deleteContactField = command({
  name: "contact_field.delete",
  allow: workspaceAdmin,
  input: z.object({ fieldId: z.uuid() }),
  async run({ tx, actor }, { fieldId }) {
    await refusePartInUse(tx, actor, { fieldId });
    const [gone] = await tx
      .delete(contactFields)
      .where(and(owned(contactFields, actor), eq(contactFields.id, fieldId)))
      .returning({ name: contactFields.name });
    if (!gone) throw notFound("field");
    return { result: gone, audit: { target: null, detail: { name: gone.name } } };
  },
});
