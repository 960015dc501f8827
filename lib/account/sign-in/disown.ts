import { and, eq, gte, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { emailChanges } from "#db/schema/email-changes.ts";
import { passkeys } from "#db/schema/passkeys.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { issueReset } from "#lib/account/mailed-links/issue-email-token.ts";
import { spendMailedLink } from "#lib/account/mailed-links/spend-mailed-link.ts";
import { askedWords, disownWork } from "#lib/account/notices/disown-work.ts";
import { factsOf, sightingOf } from "#lib/account/notices/facts.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { undoYoungFactor } from "#lib/account/two-factor/undo-young-factor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { disownedMail } from "./mails.ts";

/**
 * Disowns a sign-in or a change by "This wasn't me", the link in its mail: once, within 7 days. Ends every session and removes
 * the password, and the passkeys, API keys and address changes made since that sign-in, or since the mail where no session made
 * the change. Ends the work and the invitations that were asked for since, in every workspace, and tells their owners. Mails a link to
 * choose a new password, and the earlier API keys, because a thief may have read them. Two-factor authentication that was turned on since then,
 * within the last day, is turned off; an older one stays, because an attacker in the mailbox could otherwise remove it.
 * @throws AppError conflict, in the same words for every dead link.
 */
export const disownSession = command({
  name: "session.disown",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  async run(context, { token }) {
    const { tx, actor, enqueue } = context;
    const link = await spendMailedLink(tx, "disown_session", token);
    if (!link) throw deadLink();
    const since = await beginningOf(tx, link);
    // The sessions first: what a thief asks for meanwhile waits in line behind the link, and is refused.
    const sessionsEnded = await endAll(tx, link.userId);
    const [user] = await tx
      .update(users)
      .set({ passwordHash: null })
      .where(and(eq(users.id, link.userId), isNull(users.disabledAt)))
      .returning({ id: users.id, name: users.name, email: users.email });
    if (!user || !since) throw deadLink();
    const passkeysRemoved = await undoSince(tx, user.id, since);
    const secondFactor = await undoYoungFactor(tx, user.id, since);
    const { paused, ended, asked, keys } = await disownWork(context, user.id, since);
    // An address changed since may be the attacker's, so it gets no reset link. The old address holds the link that
    // undoes the change.
    if (user.email === link.email) {
      const facts = factsOf(await sightingOf(tx, actor, user.id));
      const seed = await issueReset(tx, user);
      await enqueue(
        platformMail,
        disownedMail(user, { facts, keys, seed, paused, secondFactor, asked: askedWords(asked) }),
      );
    }

    return {
      result: undefined,
      audit: {
        target: link.subjectId ?? user.id,
        userId: user.id,
        workspaceId: null,
        detail: {
          sessionsEnded,
          passkeysRemoved,
          ...(secondFactor === "undone" && { twoFactorTurnedOff: true }),
          campaignsPaused: paused,
          ...(ended > 0 && { workEnded: ended }),
        },
      },
    };
  },
});

/** Returns when the disowned session began, or the mail's time where it is about no session. Null for a session that is gone. */
async function beginningOf(
  tx: Transaction,
  link: { userId: string; subjectId: string | null; mailedAt: Date },
): Promise<Date | null> {
  if (!link.subjectId) return link.mailedAt;
  const [session] = await tx
    .select({ startedAt: sessions.createdAt })
    .from(sessions)
    .where(and(eq(sessions.id, link.subjectId), eq(sessions.userId, link.userId)));
  return session?.startedAt ?? null;
}

/** Removes passkeys and open address changes created since. Returns the number of passkeys. */
async function undoSince(tx: Transaction, userId: string, since: Date): Promise<number> {
  const removed = await tx
    .delete(passkeys)
    .where(and(eq(passkeys.userId, userId), gte(passkeys.createdAt, since)))
    .returning({ id: passkeys.id });
  await tx
    .update(emailChanges)
    .set({ cancelledAt: sql`now()` })
    .where(
      and(
        eq(emailChanges.userId, userId),
        gte(emailChanges.createdAt, since),
        isNull(emailChanges.completedAt),
        isNull(emailChanges.cancelledAt),
      ),
    );
  return removed.length;
}

const deadLink = () =>
  new AppError(
    "conflict",
    "This link does not work any more. Links work once, for 7 days. If you worry about your account, sign in and look at your sessions, or reset your password.",
  );
