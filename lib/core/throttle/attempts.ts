import { sql } from "drizzle-orm";
import { connections } from "#lib/core/database/connections.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { tooOften } from "#lib/core/errors.ts";
import { deriveKey, hmac } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";

export type AttemptLimit = {
  /** What is counted: "sign-in:account", "sign-up:address". */
  name: string;
  max: number;
  windowSeconds: number;
};

/**
 * Takes one attempt for `key` before the work is done, in one atomic statement of its own transaction, so that parallel tries cannot
 * count as one. Counts in Postgres: with the database gone the attempt fails, it is never free.
 * @throws AppError tooOften with the seconds left in the window, or unavailable.
 */
export async function takeAttempt(limit: AttemptLimit, key: string): Promise<{ left: number }> {
  const state = await countAttempt(limit, key);
  if (state.left < 0) throw tooOften(state.retryAfter);
  return { left: state.left };
}

/**
 * Like takeAttempt, for callers that answer differently: `left` is negative when the limit is passed. Counted in a transaction of the
 * caller's it stays only if that commits, and others who count for the same key wait for it.
 */
export async function countAttempt(
  limit: AttemptLimit,
  key: string,
  tx?: Transaction,
): Promise<{ left: number; retryAfter: number }> {
  try {
    const [row] = await (tx ?? connections().writer).execute<{ attempts: number; seconds: number }>(sql`
      insert into attempt_counters as c (key_hash, attempts, window_ends_at)
      values (${counterKey(limit, key)}, 1, now() + make_interval(secs => ${limit.windowSeconds}))
      on conflict (key_hash) do update set
        attempts = case when c.window_ends_at <= now() then 1 else least(c.attempts + 1, 1000000) end,
        window_ends_at = case when c.window_ends_at <= now() then excluded.window_ends_at else c.window_ends_at end
      returning attempts, ceil(extract(epoch from window_ends_at - now()))::int as seconds`);
    if (!row) throw new Error("The attempt counter returned no row.");
    return { left: limit.max - row.attempts, retryAfter: Math.max(1, row.seconds) };
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** Takes back, in the same transaction, an attempt that turned out right. */
export async function uncountAttempt(
  limit: Pick<AttemptLimit, "name">,
  key: string,
  tx: Transaction,
): Promise<void> {
  await tx.execute(sql`update attempt_counters set attempts = greatest(attempts - 1, 0)
    where key_hash = ${counterKey(limit, key)}`);
}

/** Forgets the attempts of `key`: after a success, so that yesterday's typing does not count today. */
export async function clearAttempts(limit: Pick<AttemptLimit, "name">, key: string): Promise<void> {
  await connections().writer.execute(
    sql`delete from attempt_counters where key_hash = ${counterKey(limit, key)}`,
  );
}

/** Keyed, so that the table does not list who tried to sign in from where. */
export const counterKey = (limit: Pick<AttemptLimit, "name">, key: string) =>
  hmac(deriveKey(env().AUTH_SECRETS[0], "attempt-counters"), limit.name, key);
