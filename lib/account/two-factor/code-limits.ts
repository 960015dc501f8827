import { sql } from "drizzle-orm";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { countAttempt, counterKey } from "#lib/core/throttle/attempts.ts";

/** Wrong codes a lane takes before it closes: in a day, or whoever is slow would guess for ever. */
export const perLane = { name: "two-factor:account", max: 10, windowSeconds: 86_400 };
/** A lane that closes again stays closed twice as long as the last time; after a week without, all is forgotten. */
export const closing = {
  name: "two-factor:closed",
  seconds: 900,
  maxSeconds: 86_400,
  forgetSeconds: 7 * 86_400,
};
const lifted = { name: "two-factor:lifted", max: 1, windowSeconds: 86_400 };

/**
 * Whose tries are counted together: those of a session, or of a browser that has signed in before, or of everybody else. So whoever knows the
 * password guesses in a lane that is not the owner's, and does not keep them out.
 */
export const laneOf = (userId: string, own: string | null | undefined) => (own ? `${userId} ${own}` : userId);

/**
 * Takes a try of a lane; others of it wait for this transaction. `last`: were it wrong, the lane closes. @throws AppError tooOften while it is
 * closed, for a quarter of an hour first and up to a day.
 */
export async function takeCodeTry(
  tx: Transaction,
  lane: string,
  audit: AuditEntry,
): Promise<{ last: boolean }> {
  const { left, retryAfter } = await countAttempt(perLane, lane, tx);
  const [closed] = await tx.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from blocked_until - now()))::int as seconds from attempt_counters
    where key_hash = ${counterKey(closing, lane)} and blocked_until > now()`);
  if (closed) throw tooManyCodes(closed.seconds, audit);
  if (left < 0) throw tooManyCodes(retryAfter, audit);
  return { last: left === 0 };
}

/** It was the right code: the wrong ones before it were typing. */
export const forgetWrongCodes = (tx: Transaction, lane: string) =>
  tx.execute(sql`update attempt_counters set attempts = 0 where key_hash = ${counterKey(perLane, lane)}`);

/** Closes a lane, twice as long as the last time within a week; then it takes ten more. */
export async function closeLane(tx: Transaction, lane: string): Promise<void> {
  const { seconds, maxSeconds, forgetSeconds } = closing;
  const times = sql`case when c.window_ends_at <= now() then 1 else least(c.attempts + 1, 20) end`;
  await forgetWrongCodes(tx, lane);
  const closedFor = sql`make_interval(secs => least(${maxSeconds}::float8, ${seconds}::float8 * 2 ^ (${times} - 1)))`;
  await tx.execute(sql`
    insert into attempt_counters as c (key_hash, attempts, window_ends_at, blocked_until)
    values (${counterKey(closing, lane)}, 1, now() + make_interval(secs => ${seconds + forgetSeconds}),
      now() + make_interval(secs => ${seconds}))
    on conflict (key_hash) do update set
      attempts = ${times},
      blocked_until = now() + ${closedFor},
      window_ends_at = now() + ${closedFor} + make_interval(secs => ${forgetSeconds})`);
}

/**
 * Opens the lane that is not the owner's after a reset of the password, which took the guessing away from whoever knew the old one. Once a
 * day: somebody in the mailbox could buy guesses with resets. How often it closed is remembered.
 */
export async function liftClosedCodes(tx: Transaction, userId: string): Promise<void> {
  const { left } = await countAttempt(lifted, userId, tx);
  if (left < 0) return;
  await tx.execute(
    sql`update attempt_counters set blocked_until = null where key_hash = ${counterKey(closing, userId)}`,
  );
}

function tooManyCodes(seconds: number, audit: AuditEntry) {
  const minutes = Math.ceil(seconds / 60);
  const time =
    minutes < 2 ? "a minute" : minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
  return new AppError("tooOften", `Too many wrong codes. Try again in ${time}.`, {
    retryAfter: seconds,
    audit,
  });
}
