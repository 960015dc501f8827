import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Returns the owners of the workspace that the transaction has entered, to be mailed: twenty at most. */
export const ownersOf = (tx: Transaction, { workspaceId }: { workspaceId: string }) =>
  tx.execute<{ name: string; email: string }>(sql`
    select u.name, u.email from memberships m join users u on u.id = m.user_id
    where m.workspace_id = ${workspaceId} and m.role = 'owner' order by u.id limit 20`);
