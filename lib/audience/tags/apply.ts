import { sql } from "drizzle-orm";
import { z } from "zod";
import { contactIds } from "#lib/audience/contacts/selected.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid, notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { findOrMakeTags } from "./find-or-make.ts";
import { tagNames } from "./names.ts";

/**
 * Puts tags on the chosen contacts, or takes them off. Tags that are new are made. Restricted data stay as they are (GDPR 18).
 * @throws AppError conflict where all of the chosen are restricted.
 */
export const applyTags = command({
  name: "tag.apply",
  allow: workspaceMember,
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({ contactIds, tags: tagNames, does: z.enum(["add", "remove"]).default("add") }),
  async run({ tx, actor: { workspaceId } }, { contactIds: chosen, tags, does }) {
    if (tags.length === 0) throw invalid({ tags: "Enter at least one tag." });
    const ids = list(chosen);
    const [found] = await tx.execute<{ n: number; free: number }>(
      sql`select count(*)::int as n, count(*) filter (where restricted_at is null)::int as free
        from contacts where workspace_id = ${workspaceId} and id in (${ids})`,
    );
    if (!found?.n) throw notFound("contacts");
    if (found.free === 0) throw conflict("These people restricted their data, which are only stored.");
    const tagIds =
      does === "add" ? await findOrMakeTags(tx, workspaceId, tags) : await known(tx, workspaceId, tags);
    if (tagIds.length > 0)
      await tx.execute(
        does === "add"
          ? sql`insert into contact_tags (workspace_id, tag_id, contact_id)
              select c.workspace_id, t.id, c.id from contacts c, tags t
              where c.workspace_id = ${workspaceId} and c.id in (${ids}) and c.restricted_at is null and t.workspace_id = ${workspaceId} and t.id in (${list(tagIds)})
              on conflict (workspace_id, tag_id, contact_id) do update set import_id = null where contact_tags.import_id is not null`
          : sql`delete from contact_tags g using contacts c
              where g.workspace_id = ${workspaceId} and g.tag_id in (${list(tagIds)}) and g.contact_id in (${ids})
                and c.workspace_id = g.workspace_id and c.id = g.contact_id and c.restricted_at is null`,
      );
    return {
      result: { contacts: found.free },
      audit: { target: null, detail: { contacts: found.free, tags, does } },
    };
  },
});

async function known(tx: Transaction, workspaceId: string, names: string[]): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from tags where workspace_id = ${workspaceId}
      and lower(name) in (select lower(n.name) from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) n(name))`);
  return rows.map(({ id }) => id);
}

const list = (ids: string[]) =>
  sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
