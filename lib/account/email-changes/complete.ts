import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { emailChanges } from "#db/schema/email-changes.ts";
import { burnResets } from "#lib/account/mailed-links/issue-email-token.ts";
import { factsOf, sightingOf } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { burnLinks, deadLink, issueLink } from "./links.ts";
import { addressChangedMail, welcomeMail } from "./mails.ts";
import { setAddress } from "./set-address.ts";

export type Step = "confirmedAt" | "approvedAt";

/** Records that one of the two addresses agreed, and changes the address if that was the last one missing. */
export async function takeStep(
  context: CommandContext<Actor>,
  changeId: string,
  step: Step,
): Promise<{ result: { done: boolean }; audit: AuditEntry }> {
  const { tx, actor, enqueue } = context;
  const [change] = await tx
    .update(emailChanges)
    .set({ [step]: sql`now()` })
    .where(
      and(
        eq(emailChanges.id, changeId),
        isNull(emailChanges.completedAt),
        isNull(emailChanges.cancelledAt),
        gt(emailChanges.expiresAt, sql`now()`),
      ),
    )
    .returning();
  if (!change) throw deadLink();
  const { userId, oldEmail, newEmail } = change;
  const audit = { target: userId, userId, workspaceId: null };
  const done = change.confirmedAt !== null && (change.approvedAt !== null || !change.needsApproval);
  if (!done) return { result: { done }, audit: { ...audit, detail: { changed: false } } };

  await tx.update(emailChanges).set({ completedAt: sql`now()` }).where(eq(emailChanges.id, change.id));
  const name = await setAddress(tx, userId, { from: oldEmail, to: newEmail });
  await burnResets(tx, userId);
  await burnLinks(tx, userId, ["confirm_email", "approve_email"]);
  const ended = await endAll(tx, userId, keptSession(actor, userId));
  const undo = await issueLink(tx, "cancel_email", { userId, changeId, email: oldEmail });
  const facts = factsOf(await sightingOf(tx, actor, userId));
  await enqueue(platformMail, addressChangedMail({ name, email: oldEmail }, facts, undo));
  await sendNotice(context, { id: userId, email: newEmail }, welcomeMail({ name, email: newEmail }));
  const about = { userId, fields: { was: oldEmail, is: newEmail } };
  return { result: { done }, audit: { ...audit, detail: { changed: true, sessionsEnded: ended }, about } };
}

const keptSession = (actor: Actor, userId: string) =>
  "sessionId" in actor && actor.userId === userId ? actor.sessionId : null;
