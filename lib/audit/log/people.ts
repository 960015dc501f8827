import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** User the log can be filtered by. `left` means no longer a member. */
export type LogPerson = { id: string; name: string; left: boolean };

const MOST = 500;

/**
 * Returns the workspace's members by name, then the users who left it within the log's time. At
 * most 500 of each.
 */
export const listLogPeople = query({
  name: "audit_log.people",
  allow: workspaceAdmin,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<LogPerson[]> {
    return [
      ...(await db.execute<LogPerson>(sql`
        (select u.id, u.name, false as left from memberships m join users u on u.id = m.user_id
          where m.workspace_id = ${workspaceId} order by u.name, u.id limit ${MOST})
        union all
        (select u.id, u.name, true as left from (
            select distinct e.target from (${goneIn(workspaceId, "member.remove")} union all ${goneIn(workspaceId, "member.leave")}) e
          ) g join users u on u.id = g.target::uuid
          where not exists (select from memberships m where m.workspace_id = ${workspaceId} and m.user_id = u.id)
          order by u.name, u.id limit ${MOST})`)),
    ];
  },
});

const goneIn = (workspaceId: string, action: string): SQL => sql`(select target from audit_events
  where chain_id = ${workspaceId} and action = ${action} and result = 'done' order by occurred_at desc limit ${MOST})`;

/** Returns users by id, as far as their accounts still exist. */
export async function peopleById(db: Transaction, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { name: string; email: string }>();
  const rows = await db.execute<{ id: string; name: string; email: string }>(sql`
    select id, name, email from users
    where id in (select each::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) each) limit 1000`);
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}
