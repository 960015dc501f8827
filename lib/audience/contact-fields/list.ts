import { asc, sql } from "drizzle-orm";
import { z } from "zod";
import { contactFields } from "#db/schema/contact-fields.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { mostFields } from "./create.ts";

/** Returns the fields of a workspace by name, each with the number of contacts whose value is known. */
export const listContactFields = query({
  name: "contact_field.list",
  allow: orKey(workspaceViewer, "contacts:read"),
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({
        id: contactFields.id,
        name: contactFields.name,
        kind: contactFields.kind,
        contacts: sql<number>`(select count(*)::int from contact_values v
          where v.workspace_id = "contact_fields"."workspace_id" and v.field_id = "contact_fields"."id")`,
      })
      .from(contactFields)
      .where(owned(contactFields, actor))
      .orderBy(asc(sql`lower(${contactFields.name})`))
      .limit(mostFields),
});
