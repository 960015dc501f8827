import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { contactIds } from "./selected.ts";

export type Extras = { tags: string[]; values: Record<string, string> };

/** Returns the tags and the values of fields of a page of contacts, by contact. */
export const contactExtras = query({
  name: "contact.extras",
  allow: workspaceViewer,
  input: z.object({ contactIds }),
  async run({ db, actor: { workspaceId } }, { contactIds: chosen }): Promise<Record<string, Extras>> {
    const ids = sql.join(
      chosen.map((id) => sql`${id}::uuid`),
      sql`, `,
    );
    const rows = await db.execute<Extras & { id: string }>(sql`
      select c.id,
        coalesce((select jsonb_agg(t.name order by lower(t.name)) from contact_tags x
          join tags t on t.workspace_id = x.workspace_id and t.id = x.tag_id
          where x.workspace_id = c.workspace_id and x.contact_id = c.id), '[]') as tags,
        coalesce((select jsonb_object_agg(v.field_id, v.value) from contact_values v
          where v.workspace_id = c.workspace_id and v.contact_id = c.id), '{}') as values
      from contacts c where c.workspace_id = ${workspaceId} and c.id in (${ids})`);
    return Object.fromEntries(rows.map(({ id, tags, values }) => [id, { tags, values }]));
  },
});
