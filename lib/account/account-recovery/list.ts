import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the workspace's members who requested access without their second factor, the soonest due first. The first 100. */
export const listMemberRecoveries = query({
  name: "account_recovery.list",
  allow: workspaceAdmin,
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({
        id: accountRecoveries.id,
        userId: accountRecoveries.userId,
        name: users.name,
        email: users.email,
        createdAt: accountRecoveries.createdAt,
        dueAt: accountRecoveries.dueAt,
        shortenedBy: accountRecoveries.shortenedBy,
      })
      .from(accountRecoveries)
      .innerJoin(memberships, eq(memberships.userId, accountRecoveries.userId))
      .innerJoin(users, eq(users.id, accountRecoveries.userId))
      .where(and(eq(memberships.workspaceId, actor.workspaceId), isOpen))
      .orderBy(asc(accountRecoveries.dueAt), asc(accountRecoveries.id))
      .limit(100),
});
