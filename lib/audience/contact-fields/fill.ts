import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { contactFields } from "#db/schema/contact-fields.ts";
import { contacts } from "#db/schema/contacts.ts";
import { command } from "#lib/core/command.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { bounded, limitedRecord, text } from "#lib/core/text.ts";
import { mostFields } from "./create.ts";
import { readValue } from "./value.ts";

/** Sets a contact's values by field. A field that is left out keeps its value, and an empty one loses it. */
export const fillContactFields = command({
  name: "contact_field.fill",
  allow: orKey(workspaceMember, "contacts:write"),
  limit: { per: "workspace", max: 1200, windowSeconds: 3600 },
  input: z.object({
    contactId: z.uuid(),
    values: limitedRecord(bounded(36), text({ max: 500 }), mostFields),
  }),
  async run({ tx, actor }, { contactId, values }) {
    const { workspaceId } = actor;
    const [contact] = await tx
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, contactId)))
      .for("update");
    if (!contact) throw notFound("contact");
    const fields = await tx
      .select({ id: contactFields.id, name: contactFields.name, kind: contactFields.kind })
      .from(contactFields)
      .where(owned(contactFields, actor))
      .limit(mostFields);

    const problems: Record<string, string> = {};
    const read = fields.flatMap(({ id, name, kind }) => {
      const given = values[id];
      if (given === undefined) return [];
      const found = readValue(kind, given);
      if ("problem" in found) problems[`values.${id}`] = found.problem;
      return "problem" in found ? [] : [{ id, name, value: found.value }];
    });
    if (Object.keys(problems).length > 0) throw invalid(problems);
    await tx.execute(sql`
      with given as (
        select g.id, g.value from jsonb_to_recordset(${JSON.stringify(read)}::jsonb) as g(id uuid, value text)
      ), emptied as (
        delete from contact_values v using given
        where v.workspace_id = ${workspaceId} and v.contact_id = ${contactId} and v.field_id = given.id and given.value is null
      )
      insert into contact_values (workspace_id, field_id, contact_id, value)
      select ${workspaceId}, id, ${contactId}, value from given where value is not null
      on conflict (workspace_id, field_id, contact_id) do update set value = excluded.value, import_id = null, before_import = null`);
    return {
      result: { id: contactId },
      // The values may be personal, so that the entry names the fields alone.
      audit: { target: contactId, detail: { fields: read.map(({ name }) => name) } },
    };
  },
});
