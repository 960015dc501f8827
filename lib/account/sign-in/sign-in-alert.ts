import { eq, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { issueMailedLink } from "#lib/account/mailed-links/issue-mailed-link.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import {
  type AlertReason,
  failedSecondFactorMail,
  newSignInMail,
  type Recipient,
  type Sighting,
} from "./mails.ts";

/**
 * What a sign-in has that the person's earlier ones did not (ASVS 6.3.5), or null. Asked before its session is there. The very first sign-in
 * is like no other, and worth no mail. A country nobody knows is no news.
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

/** Mails the person about a session that began, with the link that ends it and everything it may have done, good for 7 days. */
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
  await enqueue(platformMail, newSignInMail(user, sighting, reason, seed));
}

/** Mails the person about a sign-in whose password was right and whose codes were not (ASVS 6.3.5). */
export async function sendWrongCodesAlert(
  { enqueue }: Pick<CommandContext<never>, "enqueue">,
  user: Recipient,
  sighting: Sighting,
): Promise<void> {
  await enqueue(platformMail, failedSecondFactorMail(user, sighting));
}
