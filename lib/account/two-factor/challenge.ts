import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { loginChallenges } from "#db/schema/sessions.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { CHALLENGE_TRIES } from "./pending-sign-in.ts";

const alive = (challenge: string) =>
  and(
    eq(loginChallenges.idHash, hashToken(challenge)),
    isNull(loginChallenges.usedAt),
    gt(loginChallenges.expiresAt, sql`now()`),
    lt(loginChallenges.attempts, CHALLENGE_TRIES),
  );

/**
 * Takes one try of a sign-in that waits for its second factor. The row stays locked until the transaction ends, so
 * that concurrent tries queue. Returns its user and the tries left after this one.
 * @throws AppError conflict when it is over.
 */
export async function takeChallengeTry(tx: Transaction, challenge: string) {
  await lockPerson(tx, { challenge: hashToken(challenge) });
  const [taken] = await tx
    .update(loginChallenges)
    .set({ attempts: sql`${loginChallenges.attempts} + 1` })
    .where(alive(challenge))
    .returning({
      userId: loginChallenges.userId,
      amr: loginChallenges.amr,
      attempts: loginChallenges.attempts,
      knownDevice: loginChallenges.knownDevice,
    });
  if (!taken) throw signInOver();
  const { attempts, ...of } = taken;
  return { ...of, amr: taken.amr as Amr[], triesLeft: CHALLENGE_TRIES - attempts };
}

/**
 * Ends a waiting sign-in that succeeded or continued elsewhere. One statement, so that it ends once.
 * @throws AppError conflict
 */
export async function closeChallenge(tx: Transaction, challenge: string): Promise<{ userId: string }> {
  const [closed] = await tx
    .update(loginChallenges)
    .set({ usedAt: sql`now()` })
    .where(and(eq(loginChallenges.idHash, hashToken(challenge)), isNull(loginChallenges.usedAt)))
    .returning({ userId: loginChallenges.userId });
  if (!closed) throw signInOver();
  return closed;
}

/**
 * Spends a waiting sign-in, for an action that needs the password step and no more.
 * @throws AppError conflict when it is over.
 */
export async function spendChallenge(tx: Transaction, challenge: string): Promise<{ userId: string }> {
  await lockPerson(tx, { challenge: hashToken(challenge) });
  const [used] = await tx
    .update(loginChallenges)
    .set({ usedAt: sql`now()` })
    .where(alive(challenge))
    .returning({ userId: loginChallenges.userId });
  if (!used) throw signInOver();
  return used;
}

const signInOver = () =>
  new AppError(
    "conflict",
    "This sign-in has expired. Enter the code within five minutes; you have five tries. Sign in again.",
  );
