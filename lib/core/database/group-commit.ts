import { sql } from "drizzle-orm";
import { batched } from "./batch.ts";
import { connections } from "./connections.ts";
import { type HeldRight, holdRight } from "./held-right.ts";
import { prepared } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Enters the workspace in a transaction whose commit does not wait for the disk. The caller awaits `flushed` before it
 * returns a result. The same statement holds the actor's right (held-right.ts), so that it costs no round trip. Commands
 * of one workspace lock one audit chain from the entry to the commit, and otherwise each would hold that lock for a disk
 * write. With `counts`, whoever is taken away owes the count of people (take-people.ts). What it gained is in bench/README.md.
 */
export async function enterForGroupCommit(
  tx: Transaction,
  workspaceId: string | null,
  userId: string | null,
  right: HeldRight | null,
  counts: boolean,
) {
  const settings = sql`select set_config('app.workspace_id', ${workspaceId ?? ""}, true), set_config('app.user_id', ${userId ?? ""}, true),
      set_config('app.people', ${counts ? "count" : ""}, true), set_config('synchronous_commit', 'off', true)`;
  await prepared(tx, right ? sql`${settings}, ${holdRight(right)}` : settings);
}

/** Resolves when every commit before the call is on disk. Callers that wait at the same time share one disk write. */
export async function flushed(): Promise<void> {
  await flush("", undefined);
}

const flush = batched(async (waiting: undefined[]) => {
  await connections().raw.writer`select pg_logical_emit_message(true, '', '')`;
  return waiting;
});
