import { sql } from "drizzle-orm";
import { type Connections, connect } from "#db/client.ts";
import { unavailable } from "#lib/core/errors.ts";
import { env } from "#lib/env.ts";
import { prepared } from "./prepared.ts";
import { together } from "./together.ts";

export type Transaction = Parameters<Parameters<Connections["writer"]["transaction"]>[0]>[0];

let open: Connections | undefined;

/** The pools of this process, opened at the first use. Only lib/core sees them. */
export function connections(): Connections {
  open ??= connect(env().DATABASE_URL, env().AUTH_SECRETS[0]);
  return open;
}

export async function closeConnections() {
  const closing = open;
  open = undefined;
  await closing?.end();
}

/** Row-level security reads these two; they end with the transaction. */
export async function enter(tx: Transaction, workspaceId: string | null, userId: string | null) {
  await prepared(
    tx,
    sql`select set_config('app.workspace_id', ${workspaceId ?? ""}, true), set_config('app.user_id', ${userId ?? ""}, true)`,
  );
}

/**
 * `enter`, for a transaction whose commit lets go of its locks before the disk has it; whoever answers for it waits for `flushed` first. A
 * chain of the audit log is locked from the entry to the commit: without this, commands of one workspace would wait for the disk one after
 * the other.
 */
export async function enterAhead(tx: Transaction, workspaceId: string | null, userId: string | null) {
  await prepared(
    tx,
    sql`select set_config('app.workspace_id', ${workspaceId ?? ""}, true), set_config('app.user_id', ${userId ?? ""}, true),
      set_config('synchronous_commit', 'off', true)`,
  );
}

/** Waits until the disk has all that was committed before. Those who wait at the same time wait together. */
export async function flushed(): Promise<void> {
  await flush("", undefined);
}

const flush = together(async (waiting: undefined[]) => {
  await connections().raw.writer`select pg_logical_emit_message(true, '', '')`;
  return waiting;
});

/** Tells "the database is not there" from our own mistakes: the first is worth a retry and says so. */
export function translateDatabaseError(error: unknown): unknown {
  const codes = new Set<unknown>();
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    codes.add((cause as { code?: unknown }).code);
  const gone = [
    "ECONNREFUSED",
    "ECONNRESET",
    "CONNECT_TIMEOUT",
    "CONNECTION_CLOSED",
    "CONNECTION_ENDED",
    "CONNECTION_DESTROYED",
    "57P01",
    "57P02",
    "57P03",
    "53300",
  ];
  if (gone.some((code) => codes.has(code))) {
    return unavailable(
      "The database does not answer right now. Nothing was changed. Try again in a moment.",
      5,
      error,
    );
  }
  return error;
}
