import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { lastActiveAt, memberColumns, protection } from "./columns.ts";

/** Returns one member, for the roles that manage members. */
export const getMember = query({
  name: "member.get",
  allow: workspaceAdmin,
  input: z.object({ userId: z.uuid() }),
  async run({ db, actor }, { userId }) {
    const [member] = await db
      .select({ ...memberColumns, protection, lastActiveAt })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(and(owned(memberships, actor), eq(memberships.userId, userId)));
    if (!member) throw notFound("member");
    return member;
  },
});
