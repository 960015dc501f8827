import { type AnyColumn, eq, type SQL } from "drizzle-orm";

/**
 * Returns a condition that limits a `where` to the actor's own workspace. Row-level security enforces the same limit; this
 * condition keeps the plan on the right index and shows the intent in the code.
 */
export function owned(table: { workspaceId: AnyColumn }, actor: { workspaceId: string }): SQL {
  return eq(table.workspaceId, actor.workspaceId);
}
