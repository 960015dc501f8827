import { and, eq, gt, gte, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { emailChanges } from "#db/schema/email-changes.ts";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { issueReset } from "#lib/account/mailed-links/issue-email-token.ts";
import { askedWords, disownWork } from "#lib/account/notices/disown-work.ts";
import { factsOf, sightingOf } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { undoYoungFactor } from "#lib/account/two-factor/undo-young-factor.ts";
import type { Actor } from "#lib/core/actor.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { burnLinksSince, deadLink, spendCancelLink } from "./links.ts";
import { addressRestoredMail, calledOffMail } from "./mails.ts";
import { setAddress } from "./set-address.ts";
import { withdrawPending } from "./withdraw-pending.ts";

/**
 * Calls a change off from the old address, by the mailed link: within 7 days, also after the change. After the
 * change this restores the address, ends every session, and mails a link to choose a new password. It also removes
 * what an attacker could return by: the password, and since the change or in the week before it added passkeys, API keys and
 * invitations. Work that was asked for in that time stops, and a second factor of the last day is turned off, as by
 * "This wasn't me". Returns whether an address was restored.
 * @throws AppError conflict, in the same words for every dead link.
 */
export const cancelEmailChange = command({
  name: "email_change.cancel",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  async run(context, { token }) {
    const changeId = await spendCancelLink(context.tx, token);
    const [change] = await context.tx
      .update(emailChanges)
      .set({ cancelledAt: sql`now()` })
      .where(
        and(
          eq(emailChanges.id, changeId),
          isNull(emailChanges.cancelledAt),
          or(isNull(emailChanges.completedAt), gt(emailChanges.completedAt, sql`now() - interval '7 days'`)),
        ),
      )
      .returning({
        userId: emailChanges.userId,
        oldEmail: emailChanges.oldEmail,
        createdAt: emailChanges.createdAt,
        completedAt: emailChanges.completedAt,
      });
    if (!change) throw deadLink();

    const restored = change.completedAt !== null;
    await withdrawPending(context.tx, change.userId);
    await burnLinksSince(context.tx, change);
    const taken = restored ? await restore(context, change) : { sessionsEnded: 0 };
    if (!restored) await tellCalledOff(context, change);
    return {
      result: { restored },
      audit: {
        target: change.userId,
        userId: change.userId,
        workspaceId: null,
        detail: { restored, ...taken },
      },
    };
  },
});

// An attacker may add a passkey first and change the address then.
const WEEK = 7 * 24 * 3600_000;

type Change = { userId: string; oldEmail: string; createdAt: Date };

async function restore(context: CommandContext<Actor>, { userId, oldEmail, createdAt }: Change) {
  const { tx, actor, enqueue } = context;
  const since = new Date(createdAt.getTime() - WEEK);
  const name = await setAddress(tx, userId, { to: oldEmail });
  await tx.update(users).set({ passwordHash: null }).where(eq(users.id, userId));
  await tx.delete(passkeys).where(and(eq(passkeys.userId, userId), gte(passkeys.createdAt, since)));
  const sessionsEnded = await endAll(tx, userId);
  const secondFactor = await undoYoungFactor(tx, userId, since);
  const { paused, ended, asked, keys } = await disownWork(context, userId, since);
  const seed = await issueReset(tx, { id: userId, email: oldEmail });
  const facts = factsOf(await sightingOf(tx, actor, userId));
  const more = [askedWords(asked), keys].filter((words) => words !== null);
  await enqueue(platformMail, addressRestoredMail({ name, email: oldEmail }, { facts, more }, seed));
  return {
    sessionsEnded,
    campaignsPaused: paused,
    ...(secondFactor === "undone" && { twoFactorTurnedOff: true }),
    ...(ended > 0 && { workEnded: ended }),
  };
}

async function tellCalledOff(context: CommandContext<Actor>, { userId, oldEmail }: Change) {
  const [user] = await context.tx.select({ name: users.name }).from(users).where(eq(users.id, userId));
  const person = { name: user?.name ?? "", email: oldEmail };
  await sendNotice(context, { id: userId, email: oldEmail }, calledOffMail(person));
}
