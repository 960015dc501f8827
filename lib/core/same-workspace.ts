import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

type OfWorkspace = { workspaceId: PgColumn };

/**
 * Returns a join's condition between two tables of a workspace: the same workspace, and `on`. Their keys begin with the
 * workspace, so a join without it finds no index wherever row-level security does not add it.
 */
export const sameWorkspace = (one: OfWorkspace, other: OfWorkspace, on: SQL): SQL | undefined =>
  and(eq(one.workspaceId, other.workspaceId), on);
