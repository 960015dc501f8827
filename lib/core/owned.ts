import { type AnyColumn, eq, type SQL } from "drizzle-orm";

/**
 * Narrows a `where` to the actor's own workspace: somebody else's row is simply not in the set. Row-level security holds the
 * same wall underneath; this one keeps the plan on the right index and the intent on the page.
 */
export function owned(table: { workspaceId: AnyColumn }, actor: { workspaceId: string }): SQL {
  return eq(table.workspaceId, actor.workspaceId);
}
