import { type SQL, sql } from "drizzle-orm";
import { prepared } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Sets the workspace and the user that row-level security reads. Both settings end with the transaction. The same statement
 * makes the given check, which raises, so that it costs no round trip.
 */
export async function enter(
  tx: Transaction,
  workspaceId: string | null,
  userId: string | null,
  check: SQL | null = null,
) {
  await prepared(tx, sql`select ${entering(workspaceId, userId, check)}`);
}

/** Returns the calls of that statement, separated by commas. */
export function entering(workspaceId: string | null, userId: string | null, check: SQL | null = null): SQL {
  const settings = sql`set_config('app.workspace_id', ${workspaceId ?? ""}, true), set_config('app.user_id', ${userId ?? ""}, true)`;
  return check ? sql`${settings}, ${check}` : settings;
}
