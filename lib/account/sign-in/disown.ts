import { and, eq, gte, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { emailChanges } from "#db/schema/email-changes.ts";
import { passkeys } from "#db/schema/passkeys.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { issueReset } from "#lib/account/mailed-links/issue-email-token.ts";
import { spendMailedLink } from "#lib/account/mailed-links/spend-mailed-link.ts";
import { factsOf, sightingOf } from "#lib/account/notices/facts.ts";
import { endKeysSince, keysWords, recordEnded } from "#lib/account/notices/keys-made-by.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { disownedCampaigns } from "./disowned-campaigns.ts";
import { disownedMail } from "./mails.ts";

/**
 * Disowns a sign-in or a change by "This wasn't me", the link in its mail: once, within 7 days. Ends every session and removes
 * the password, and the passkeys, API keys and address changes made since that sign-in, or since the mail where no session made
 * the change. Pauses campaigns that were started since. Mails a link to choose a new password, and the earlier API keys, because a
 * thief may have read them. Two-factor authentication stays, because an attacker in the mailbox could otherwise remove it.
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
    const [user] = await tx
      .update(users)
      .set({ passwordHash: null, ...(since && disowned(since)) })
      .where(and(eq(users.id, link.userId), isNull(users.disabledAt)))
      .returning({ id: users.id, name: users.name, email: users.email });
    if (!user || !since) throw deadLink();
    const paused = await startedSince(tx, user.id, since);
    for (const campaign of paused) await enqueue(disownedCampaigns, campaign);

    const passkeysRemoved = await undoSince(tx, user.id, since);
    const sessionsEnded = await endAll(tx, user.id);
    const keys = await endKeysSince(tx, user.id, since);
    // An address changed since may be the attacker's, so it gets no reset link. The old address holds the link that
    // undoes the change.
    if (user.email === link.email) {
      const facts = factsOf(await sightingOf(tx, actor, user.id));
      const seed = await issueReset(tx, user);
      const mail = disownedMail(user, { facts, keys: keysWords(keys), seed, paused: paused.length });
      await enqueue(platformMail, mail);
    }

    await recordEnded(context, user.id, keys);
    return {
      result: undefined,
      audit: {
        target: link.subjectId ?? user.id,
        userId: user.id,
        workspaceId: null,
        detail: { sessionsEnded, passkeysRemoved, campaignsPaused: paused.length },
      },
    };
  },
});

/** Two reports within a month are one theft: what was asked for since the first is not theirs either. */
const disowned = (since: Date) => ({
  disownedFrom: sql`case when ${users.disownedAt} > now() - interval '30 days'
    then least(${users.disownedFrom}, ${since.toISOString()}::timestamptz) else ${since.toISOString()}::timestamptz end`,
  disownedAt: sql`now()`,
});

/**
 * Returns the campaigns under way that were started since, to be paused. Imports, bulk actions and scheduled campaigns of that time
 * stop by themselves, because each of their steps asks whether it may go on.
 */
async function startedSince(tx: Transaction, userId: string, since: Date) {
  return tx.execute<{ workspaceId: string; campaignId: string }>(sql`
    select workspace_id as "workspaceId", campaign_id as "campaignId"
    from disowned_campaigns(${userId}, ${since.toISOString()}::timestamptz)`);
}

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
