import { and, desc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { closeRecoveriesOfHolder } from "#lib/account/account-recovery/close.ts";
import type { Place } from "#lib/account/devices/location.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { MOST_SESSIONS } from "#lib/account/sessions/list.ts";
import { endSession } from "#lib/account/sessions/revoke.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { Recorded } from "#lib/core/audit-entry.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { alertReason, sendSignInAlert } from "./sign-in-alert.ts";

/** A session that has begun: `userId` and `sid` go into the cookie, and only the hash of `sid` is kept. */
export type BegunSession = { userId: string; sessionId: string; sid: string };

type Proved = {
  userId: string;
  amr: Amr[];
  /** True when this browser had signed in to the account before; otherwise the user gets a mail. */
  knownDevice: boolean;
  place: Place;
  /** Where the session begins, if not in the user's oldest workspace. */
  workspaceId?: string;
};

type Context = Pick<CommandContext<Actor>, "tx" | "actor" | "enqueue">;

/**
 * Begins a session in the transaction of the command that spends the user's last factor, and ends the session the browser came with.
 * Locks the user's row, so that a reset at the same time finds the session. Mails the user when the sign-in is unlike earlier ones.
 * `also` is the entry the command records beside its own. @throws AppError conflict when the user is disabled or the browser's session has ended.
 */
export async function beginSession(
  context: Context,
  { userId, amr, knownDevice, place, workspaceId }: Proved,
): Promise<{ session: BegunSession; also: Recorded[] }> {
  const { tx, actor } = context;
  const [user] = await tx
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .for("no key update");
  if (!user) throw conflict("Your account was changed just now. Sign in again.");
  await closeRecoveriesOfHolder(context, userId);
  await replaceSessionOf(context);

  const alert = await alertReason(tx, userId, { knownDevice, country: place.country });
  const session = { userId, sessionId: uuidv7(), sid: randomToken() };
  await tx.insert(sessions).values({
    id: session.sessionId,
    sidHash: hashToken(session.sid),
    userId,
    workspaceId,
    amr,
    absoluteExpiresAt: sql`now() + interval '90 days'`,
    ip: actor.origin.ip,
    userAgent: actor.origin.userAgent,
    ...place,
  });
  await endIdlestSessions(tx, userId);
  if (alert) await sendSignInAlert(context, user, session.sessionId, { origin: actor.origin, place }, alert);

  const entry = { target: session.sessionId, userId, workspaceId: null, detail: { amr, alert } };
  return { session, also: [{ action: "session.start", result: "done", entry }] };
}

/** Ends the sessions used least lately beyond the most a user may have, so that the list of sessions shows all of them. */
async function endIdlestSessions(tx: Transaction, userId: string): Promise<void> {
  const live = and(
    eq(sessions.userId, userId),
    isNull(sessions.revokedAt),
    gt(sessions.lastSeenAt, sql`now() - interval '30 days'`),
    gt(sessions.absoluteExpiresAt, sql`now()`),
  );
  const beyond = tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(live)
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .offset(MOST_SESSIONS);
  await tx
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(live, inArray(sessions.id, beyond)));
}

/** Ends the session this browser came with (ASVS 7.2.4). Only one sign-in replaces it, so that a burst makes one session. */
async function replaceSessionOf({ tx, actor }: Context): Promise<void> {
  if (!("sessionId" in actor)) return;
  if (!(await endSession(tx, actor.sessionId))) throw conflict("This session has ended. Sign in again.");
}
