import { sql } from "drizzle-orm";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { countAttempt, counterKey } from "#lib/core/throttle/attempts.ts";

/** Wrong codes a bucket takes in a day before it locks out, so that slow guessing ends too. */
export const wrongCodeLimit = { name: "two-factor:account", max: 10, windowSeconds: 86_400 };
/** A lockout lasts twice as long as the last one of the same bucket; a week without one forgets them all. */
export const codeLockout = {
  name: "two-factor:closed",
  seconds: 900,
  maxSeconds: 86_400,
  forgetSeconds: 7 * 86_400,
};
const lifted = { name: "two-factor:lifted", max: 1, windowSeconds: 86_400 };

/**
 * Returns the rate-limit bucket of a wrong code: one per session or known device, one shared by all other browsers. An attacker who knows
 * the password therefore does not lock the owner out.
 */
export const codeBucketOf = (userId: string, own: string | null | undefined) =>
  own ? `${userId} ${own}` : userId;

/**
 * Counts one code against its bucket; concurrent codes of the bucket wait for this transaction. `last` says that a wrong code locks out.
 * @throws AppError tooOften during a lockout: 15 minutes at first, a day at most.
 */
export async function takeCodeTry(
  tx: Transaction,
  bucket: string,
  audit: AuditEntry,
): Promise<{ last: boolean }> {
  const { left, retryAfter } = await countAttempt(wrongCodeLimit, bucket, tx);
  const [closed] = await tx.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from blocked_until - now()))::int as seconds from attempt_counters
    where key_hash = ${counterKey(codeLockout, bucket)} and blocked_until > now()`);
  if (closed) throw tooManyCodes(closed.seconds, audit);
  if (left < 0) throw tooManyCodes(retryAfter, audit);
  return { last: left === 0 };
}

/** Forgets the wrong codes of a bucket, because a right one shows that they were typing mistakes. */
export const forgetWrongCodes = (tx: Transaction, bucket: string) =>
  tx.execute(
    sql`update attempt_counters set attempts = 0 where key_hash = ${counterKey(wrongCodeLimit, bucket)}`,
  );

/** Locks a bucket out, twice as long as the last time within a week. Afterwards it takes ten more codes. */
export async function lockOutCodes(tx: Transaction, bucket: string): Promise<void> {
  const { seconds, maxSeconds, forgetSeconds } = codeLockout;
  const times = sql`case when c.window_ends_at <= now() then 1 else least(c.attempts + 1, 20) end`;
  await forgetWrongCodes(tx, bucket);
  const closedFor = sql`make_interval(secs => least(${maxSeconds}::float8, ${seconds}::float8 * 2 ^ (${times} - 1)))`;
  await tx.execute(sql`
    insert into attempt_counters as c (key_hash, attempts, window_ends_at, blocked_until)
    values (${counterKey(codeLockout, bucket)}, 1, now() + make_interval(secs => ${seconds + forgetSeconds}),
      now() + make_interval(secs => ${seconds}))
    on conflict (key_hash) do update set
      attempts = ${times},
      blocked_until = now() + ${closedFor},
      window_ends_at = now() + ${closedFor} + make_interval(secs => ${forgetSeconds})`);
}

/**
 * Ends the lockout of the shared bucket after a password reset, because the attacker no longer knows the password. Works once a day,
 * otherwise an attacker in the mailbox could buy guesses with resets. Keeps the count of lockouts.
 */
export async function liftCodeLockout(tx: Transaction, userId: string): Promise<void> {
  const { left } = await countAttempt(lifted, userId, tx);
  if (left < 0) return;
  await tx.execute(
    sql`update attempt_counters set blocked_until = null where key_hash = ${counterKey(codeLockout, userId)}`,
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
