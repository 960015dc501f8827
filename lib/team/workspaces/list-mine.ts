import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the user's workspaces by name; the first 100. */
export const listMyWorkspaces = query({
  name: "workspace.list_mine",
  allow: signedIn,
  input: z.object({}),
  run: ({ db, actor }) =>
    db
      .select({ id: workspaces.id, name: workspaces.name, plan: workspaces.plan, role: memberships.role })
      .from(memberships)
      .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
      .where(eq(memberships.userId, actor.userId))
      .orderBy(asc(workspaces.name), asc(workspaces.id))
      .limit(100),
});
