import { connections } from "#lib/core/database/connections.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { tooOften } from "#lib/core/errors.ts";
import { type AttemptLimit, counterKey } from "./attempts.ts";

export type AttemptDelay = {
  /** The name of the counted attempts, such as "sign-in:account". */
  name: string;
  /** Tries before the first delay. */
  free: number;
  /** The first delay. Each further try doubles it. */
  firstDelaySeconds: number;
  maxDelaySeconds: number;
  /** After this long without a try the counter starts anew. */
  forgetSeconds: number;
};

/**
 * Takes one try for `key`, or throws with the seconds to wait. After the free tries, each try must wait twice as long as the
 * last. It never locks for good, so that no attacker can shut the owner out for longer than the longest delay.
 *
 * One atomic statement counts the try, so that only as many parallel tries succeed as were left.
 *
 * @throws AppError tooOften, or unavailable when the database does not answer.
 */
export async function takeDelayedAttempt(delay: AttemptDelay, key: string): Promise<void> {
  const { free, firstDelaySeconds, maxDelaySeconds, forgetSeconds } = delay;
  const hash = counterKey(delay, key);
  try {
    const sql = connections().raw.writer;
    const taken = await sql`
      insert into attempt_counters as c (key_hash, attempts, window_ends_at)
      values (${hash}, 1, now() + make_interval(secs => ${forgetSeconds}))
      on conflict (key_hash) do update set
        attempts = case when c.window_ends_at <= now() then 1 else least(c.attempts + 1, 1000) end,
        window_ends_at = excluded.window_ends_at,
        blocked_until = case when c.window_ends_at > now() and c.attempts + 1 >= ${free}
          then now() + make_interval(secs => least(${maxDelaySeconds}::float8,
            ${firstDelaySeconds}::float8 * 2 ^ least(c.attempts + 1 - ${free}, 30)))
        end
      where c.window_ends_at <= now() or c.blocked_until is null or c.blocked_until <= now()
      returning attempts`;
    if (taken.length > 0) return;
    const [row] = await sql<{ seconds: number }[]>`
      select ceil(extract(epoch from blocked_until - now()))::int as seconds from attempt_counters where key_hash = ${hash}`;
    throw tooOften(row?.seconds ?? 1);
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/**
 * Returns a try to `key` that checked nothing (because the server was too busy) or that turned out right. It ends any
 * delay.
 */
export async function returnAttempt(limit: Pick<AttemptLimit, "name">, key: string): Promise<void> {
  await connections().raw.writer`
    update attempt_counters set attempts = greatest(attempts - 1, 0), blocked_until = null
    where key_hash = ${counterKey(limit, key)}`;
}
