import { sql } from "drizzle-orm";
import { prepared } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

/** Sets the workspace and the user that row-level security reads. Both settings end with the transaction. */
export async function enter(tx: Transaction, workspaceId: string | null, userId: string | null) {
  await prepared(
    tx,
    sql`select set_config('app.workspace_id', ${workspaceId ?? ""}, true), set_config('app.user_id', ${userId ?? ""}, true)`,
  );
}
