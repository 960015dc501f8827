import { sql } from "drizzle-orm";
import { connections } from "#lib/core/database/connections.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { tooOften } from "#lib/core/errors.ts";
import { deriveKey, hmac } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";

export type AttemptLimit = {
  /** The name of the counted attempts, such as "sign-in:account" or "sign-up:address". */
  name: string;
  max: number;
  windowSeconds: number;
};

/**
 * Takes one attempt for `key` before the work is done. It is one atomic statement in its own transaction, so that parallel
 * tries cannot count as one. It counts in Postgres, so that without the database an attempt fails rather than being free.
 *
 * @throws AppError tooOften with the seconds left in the window, or unavailable.
 */
export async function takeAttempt(limit: AttemptLimit, key: string): Promise<{ left: number }> {
  const state = await countAttempt(limit, key);
  if (state.left < 0) throw tooOften(state.retryAfter);
  return { left: state.left };
}

/**
 * Counts attempts like takeAttempt, but returns a negative `left` when the limit is passed. With `tx` the count stays only
 * if that transaction commits, and other callers that count for the same key wait for it. `retryAfter` is in seconds.
 *
 * @throws AppError unavailable when the database does not answer.
 */
export async function countAttempt(
  limit: AttemptLimit,
  key: string,
  tx?: Transaction,
  times = 1,
): Promise<{ left: number; retryAfter: number }> {
  try {
    const [row] = await (tx ?? connections().writer).execute<{ attempts: number; seconds: number }>(sql`
      insert into attempt_counters as c (key_hash, attempts, window_ends_at)
      values (${counterKey(limit, key)}, ${times}, now() + make_interval(secs => ${limit.windowSeconds}))
      on conflict (key_hash) do update set
        attempts = case when c.window_ends_at <= now() then excluded.attempts else least(c.attempts + excluded.attempts, 1000000) end,
        window_ends_at = case when c.window_ends_at <= now() then excluded.window_ends_at else c.window_ends_at end
      returning attempts, ceil(extract(epoch from window_ends_at - now()))::int as seconds`);
    if (!row) throw new Error("The attempt counter returned no row.");
    return { left: limit.max - row.attempts, retryAfter: Math.max(1, row.seconds) };
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/**
 * Takes one attempt of each limit in one statement, in order. It stops at the first limit that is passed, so that what one
 * limit refuses uses up no other.
 * @throws AppError tooOften with the seconds left in that window, or unavailable.
 */
export async function takeAttempts(limits: readonly (readonly [AttemptLimit, key: string])[]): Promise<void> {
  try {
    const list = (values: (string | number)[]) => `{${values.join(",")}}`;
    const keys = limits.map(([limit, key]) => counterKey(limit, key).toString("hex"));
    const [row] = await connections().writer.execute<{ wait: number | null }>(sql`
      select take_attempts(${list(keys)}::text[], ${list(limits.map(([{ max }]) => max))}::int[],
        ${list(limits.map(([{ windowSeconds }]) => windowSeconds))}::int[]) as wait`);
    if (row?.wait) throw tooOften(row.wait);
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** Returns how often `key` was counted in the window that runs, without counting. @throws AppError unavailable. */
export async function attemptsOf(limit: Pick<AttemptLimit, "name">, key: string): Promise<number> {
  try {
    const [row] = await connections().writer.execute<{ attempts: number }>(sql`
      select attempts from attempt_counters where key_hash = ${counterKey(limit, key)} and window_ends_at > now()`);
    return row?.attempts ?? 0;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** Deletes the attempts of `key` after a success, so that yesterday's typing mistakes do not count today. */
export async function clearAttempts(limit: Pick<AttemptLimit, "name">, key: string): Promise<void> {
  await connections().writer.execute(
    sql`delete from attempt_counters where key_hash = ${counterKey(limit, key)}`,
  );
}

/**
 * Returns the counter's key as a keyed hash, so that the table does not reveal accounts and addresses of sign-in
 * attempts.
 */
export const counterKey = (limit: Pick<AttemptLimit, "name">, key: string) =>
  hmac(countersKey(), limit.name, key);

function countersKey(): Buffer {
  const given = env().MAILNEO_ATTEMPTS_KEY;
  return given ? Buffer.from(given, "base64") : deriveKey(env().AUTH_SECRETS[0], "attempt-counters");
}
