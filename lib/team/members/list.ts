import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { owned } from "#lib/core/owned.ts";
import { pageInput } from "#lib/core/paged.ts";
import { workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { lastActiveAt, memberColumns, protection, rank } from "./columns.ts";

/**
 * Returns the workspace's members: owners first, then by name. Only owners and admins see protection and last
 * activity; other roles get null. `cursor` is the last member of the page before.
 */
export const listMembers = query({
  name: "member.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const manages = workspaceAdmin.admits(actor);
    const after = sql`(${rank}, ${users.name}, ${users.id}) > (select array_position(array['owner', 'admin', 'member', 'viewer'], m.role),
      u.name, u.id from memberships m join users u on u.id = m.user_id
      where m.workspace_id = ${actor.workspaceId} and m.user_id = ${cursor ?? null})`;
    const rows = await db
      .select({
        ...memberColumns,
        protection: manages ? protection : sql<null>`null`,
        lastActiveAt: manages ? lastActiveAt : sql<null>`null`,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(and(owned(memberships, actor), cursor ? after : undefined))
      .orderBy(asc(rank), asc(users.name), asc(users.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.userId ?? null) : null };
  },
});
