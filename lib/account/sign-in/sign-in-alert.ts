import { eq, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import { readersZone, type Sighting } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { type AlertReason, failedSecondFactorMail, newSignInMail, type Recipient } from "./mails.ts";

/**
 * Returns how a sign-in differs from the user's earlier ones (ASVS 6.3.5), or null. Called before its session
 * exists. The very first sign-in and an unknown country are no reason.
 */
export async function alertReason(
  tx: Transaction,
  userId: string,
  { knownDevice, country }: { knownDevice: boolean; country: string | null },
): Promise<AlertReason | null> {
  const [earlier] = await tx
    .select({
      any: sql<boolean>`count(*) > 0`,
      countries: sql<boolean>`bool_or(${sessions.country} is not null)`,
      sameCountry: sql<boolean>`bool_or(${sessions.country} = ${country})`,
      away: sql<boolean>`max(${sessions.lastSeenAt}) < now() - interval '60 days'`,
    })
    .from(sessions)
    .where(eq(sessions.userId, userId));
  if (!earlier?.any) return null;
  if (!knownDevice) return "device";
  if (country && earlier.countries && !earlier.sameCountry) return "country";
  return earlier.away ? "away" : null;
}

/** Mails the user about a session that began. The link, good for 7 days, ends it and undoes what it may have done. */
export async function sendSignInAlert(
  { tx, enqueue }: Pick<CommandContext<never>, "tx" | "enqueue">,
  user: { id: string; name: string; email: string },
  sessionId: string,
  sighting: Sighting,
  reason: AlertReason,
): Promise<void> {
  const seed = await issueMailedLink(tx, {
    purpose: "disown_session",
    userId: user.id,
    subjectId: sessionId,
    email: user.email,
    hours: 7 * 24,
  });
  const zone = await readersZone(tx, user.id);
  await enqueue(platformMail, newSignInMail(user, { ...sighting, zone }, reason, seed));
}

/** Mails the user about a sign-in with the right password and wrong codes (ASVS 6.3.5). */
export async function sendWrongCodesAlert(
  context: Pick<CommandContext<Actor>, "tx" | "actor" | "enqueue">,
  user: Recipient & { id: string },
): Promise<void> {
  await sendNotice(context, user, failedSecondFactorMail(user));
}
