import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { loginTickets, sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { closeRecoveriesOfHolder } from "#lib/account/account-recovery/close.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { locate } from "#lib/account/sessions/location.ts";
import { endSession } from "#lib/account/sessions/revoke.ts";
import { command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { alertReason, sendSignInAlert } from "./sign-in-alert.ts";

/**
 * Turns a login ticket into a session with a new id, and ends the one the browser came with. One statement spends the ticket, so
 * two at once make one session. A sign-in unlike the person's earlier ones is told to them by mail. Answers the person and the session id
 * that goes into the cookie; only its hash is kept.
 * @throws AppError conflict when the ticket is unknown, spent or older than a minute.
 */
export const redeemTicket = command({
  name: "session.start",
  allow: visitor,
  input: z.object({ ticket: bounded(200) }),
  prepare: (actor) => locate(actor.origin.ip),
  async run({ tx, actor, enqueue }, { ticket }, place) {
    const tokenHash = hashToken(ticket);
    await lockPerson(tx, { ticket: tokenHash });
    const [spent] = await tx
      .update(loginTickets)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(loginTickets.tokenHash, tokenHash),
          isNull(loginTickets.usedAt),
          gt(loginTickets.expiresAt, sql`now()`),
        ),
      )
      .returning({
        userId: loginTickets.userId,
        amr: loginTickets.amr,
        knownDevice: loginTickets.knownDevice,
        workspaceId: loginTickets.workspaceId,
      });
    if (!spent) throw stale();
    const [user] = await tx
      .select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(and(eq(users.id, spent.userId), isNull(users.disabledAt)));
    if (!user) throw stale();

    await closeRecoveriesOfHolder({ tx, enqueue }, user.id);
    // Whoever this browser was before, it is not any more (ASVS 7.2.4).
    if ("sessionId" in actor) await endSession(tx, actor.sessionId);
    const reason = await alertReason(tx, user.id, { knownDevice: spent.knownDevice, country: place.country });
    const sid = randomToken();
    const sessionId = uuidv7();
    await tx.insert(sessions).values({
      id: sessionId,
      sidHash: hashToken(sid),
      userId: user.id,
      workspaceId: spent.workspaceId,
      amr: spent.amr,
      absoluteExpiresAt: sql`now() + interval '90 days'`,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
      ...place,
    });
    if (reason)
      await sendSignInAlert({ tx, enqueue }, user, sessionId, { origin: actor.origin, place }, reason);
    return {
      result: { userId: user.id, sessionId, sid },
      audit: {
        target: sessionId,
        userId: user.id,
        workspaceId: null,
        detail: { amr: spent.amr, alert: reason },
      },
    };
  },
});

const stale = () => new AppError("conflict", "That took too long. Sign in again.");
