import { sql } from "drizzle-orm";
import { z } from "zod";
import { matchesWords } from "#lib/audience/contacts/search.ts";
import { likePattern } from "#lib/core/like-pattern.ts";
import { workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { text } from "#lib/core/text.ts";

export type FoundRecord = {
  kind: "contact" | "campaign" | "newsletter" | "member" | "account" | "apiKey";
  id: string;
  name: string;
  detail: string | null;
};

const mostOfAKind = 5;

/**
 * Returns the workspace's records that a typed name finds, at most five of a kind: by any part of an
 * address or name. Keys are found by name, start and end, and by admins and owners alone.
 */
export const findRecords = query({
  name: "workspace.find_records",
  allow: workspaceViewer,
  input: z.object({ search: text({ max: 100 }) }),
  async run({ db, actor }, { search }): Promise<FoundRecord[]> {
    if (search.length < 2) return [];
    const { workspaceId } = actor;
    const part = likePattern(search);
    const contact = await matchesWords(db, search, workspaceId, { row: "c" });
    const rows = await db.execute<FoundRecord>(sql`
      (select 'contact' as kind, c.id, c.email as name, nullif(concat_ws(' ', c.first_name, c.last_name), '') as detail
        from contacts c where c.workspace_id = ${workspaceId} and ${contact}
        order by c.id desc limit ${mostOfAKind})
      union all
      (select 'campaign', c.id, c.name, c.subject from campaigns c
        where c.workspace_id = ${workspaceId} and (c.name ilike ${part} or c.subject ilike ${part})
        order by c.id desc limit ${mostOfAKind})
      union all
      (select 'newsletter', n.id, n.name, case when n.archived_at is not null then 'Archived' end from newsletters n
        where n.workspace_id = ${workspaceId} and n.name ilike ${part} order by n.archived_at nulls first, n.id desc limit ${mostOfAKind})
      union all
      (select 'account', a.id, a.label, a.from_address from email_accounts a
        where a.workspace_id = ${workspaceId} and a.disconnected_at is null and (a.label ilike ${part} or a.from_address ilike ${part})
        order by a.id desc limit ${mostOfAKind})
      union all
      (select 'apiKey', k.id, k.name, 'mn_' || k.environment || '_' || k.public_id || '_…' || k.last_four from api_keys k
        where ${workspaceAdmin.admits(actor)} and k.workspace_id = ${workspaceId} and k.revoked_at is null
          and (k.name ilike ${part} or k.last_four = ${search} or ${search} like 'mn\\_%\\_' || k.public_id || '%')
        order by k.id desc limit ${mostOfAKind})
      union all
      (select 'member', u.id, coalesce(nullif(u.name, ''), u.email), u.email from memberships m join users u on u.id = m.user_id
        where m.workspace_id = ${workspaceId} and (u.name ilike ${part} or u.email ilike ${part})
        order by u.name, u.id limit ${mostOfAKind})`);
    return [...rows];
  },
});
