import { sql } from "drizzle-orm";
import { z } from "zod";
import { findOrMakeTags } from "#lib/audience/tags/find-or-make.ts";
import { AppError } from "#lib/core/errors.ts";
import { bounded } from "#lib/core/text.ts";
import { asSet, type BatchContext, type Outcomes, Unfit } from "../outcomes.ts";

const stored = z.object({ tags: z.array(bounded(50)).max(20) });

/** Puts tags on a batch of contacts, or takes them off. Restricted data stay as they are (GDPR 18). */
export async function tagBatch({ tx, actor, kind, input, contactIds }: BatchContext): Promise<Outcomes> {
  const { workspaceId } = actor;
  const { tags } = stored.parse(input);
  const names = JSON.stringify(tags);
  if (kind === "tag")
    await findOrMakeTags(tx, workspaceId, tags).catch((error) => {
      throw error instanceof AppError ? new Unfit(error.fields.tags ?? error.message) : error;
    });
  const chosen = sql`chosen as materialized (
      select i.id, c.id is not null as known, c.restricted_at is null as free from ${asSet(contactIds)} i
      left join contacts c on c.workspace_id = ${workspaceId} and c.id = i.id
    ), named as materialized (
      select t.id from tags t where t.workspace_id = ${workspaceId}
        and lower(t.name) in (select lower(n.name) from jsonb_array_elements_text(${names}::jsonb) n(name))
    )`;
  const change =
    kind === "tag"
      ? sql`insert into contact_tags (workspace_id, tag_id, contact_id)
          select ${workspaceId}, named.id, chosen.id from chosen, named where chosen.known and chosen.free
          on conflict (workspace_id, tag_id, contact_id) do update set import_id = null where contact_tags.import_id is not null
          returning contact_id, xmax = 0 as made`
      : sql`delete from contact_tags x using chosen, named
          where x.workspace_id = ${workspaceId} and chosen.free and x.contact_id = chosen.id and x.tag_id = named.id returning x.contact_id, true as made`;
  return [
    ...(await tx.execute<Outcomes[number]>(sql`
      with ${chosen}, changed as (${change})
      select chosen.id, case when not known then 'gone' when not free then 'restricted'
        when chosen.id in (select contact_id from changed where made) then 'changed' else 'same' end as outcome from chosen`)),
  ];
}
