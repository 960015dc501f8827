import { and, eq, isNotNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { emailChanges } from "#db/schema/email-changes.ts";
import { users } from "#db/schema/users.ts";
import { factsOf, sightingOf } from "#lib/account/notices/facts.ts";
import { stillSignedIn } from "#lib/account/sessions/still-signed-in.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid, tooOften } from "#lib/core/errors.ts";
import { issueTurn } from "#lib/core/jobs/turn.ts";
import { signedIn } from "#lib/core/policies.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { newcomerMail, platformMail } from "#lib/mail/platform/platform-mail.ts";
import { HOURS_TO_CONFIRM, issueLink } from "./links.ts";
import { addressTakenMail, approveMail, confirmMail, toldMail } from "./mails.ts";
import { withdrawPending } from "./withdraw-pending.ts";

/** Mails to one new address. Accounts of the last week are counted apart, because an attacker makes any number of them. */
const ofNewborn = { name: "email-change:target-newborn", max: 5, windowSeconds: 3600 };
const ofOlder = { name: "email-change:target", max: 5, windowSeconds: 3600 };

/**
 * Begins a change of address and calls off one that waited. The new address gets a link to confirm, the old one a
 * link to approve and a link to call it off. Once a second factor is on for a week, the old address is only told,
 * with the link to call it off. The week stops an attacker at an open session from turning one on to avoid that
 * approval. Only the owner of the new address learns that it has an account already.
 * @throws AppError
 */
export const requestEmailChange = command({
  name: "email_change.request",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 5, windowSeconds: 3600 },
  locks: "account",
  input: z.object({ email: emailAddress }),
  async run({ tx, actor, enqueue }, { email }) {
    const [user] = await tx
      .select({
        id: users.id,
        name: users.name,
        email: users.email,
        newborn: sql<boolean>`${users.createdAt} > now() - interval '7 days'`,
        twoFactor: sql<boolean>`coalesce(${users.totpEnabledAt} < now() - interval '7 days', false)`,
      })
      .from(users)
      .where(and(eq(users.id, actor.userId), isNotNull(users.emailVerifiedAt)))
      .for("update");
    if (!user) throw conflict("Verify the address you have first.");
    await stillSignedIn(tx, actor);
    if (user.email === email) throw invalid({ email: "That is your address already." });

    const { left, retryAfter } = await countAttempt(user.newborn ? ofNewborn : ofOlder, email, tx);
    if (left < 0) throw tooOften(retryAfter);

    await withdrawPending(tx, user.id);
    const changeId = uuidv7();
    await tx.insert(emailChanges).values({
      id: changeId,
      userId: user.id,
      oldEmail: user.email,
      newEmail: email,
      needsApproval: !user.twoFactor,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
      expiresAt: sql`now() + make_interval(hours => ${HOURS_TO_CONFIRM})`,
    });
    const link = { userId: user.id, changeId };
    const facts = factsOf(await sightingOf(tx, actor, user.id));
    const undo = await issueLink(tx, "cancel_email", { ...link, email: user.email });
    const old = user.twoFactor
      ? toldMail(user, { to: email, facts }, undo)
      : approveMail(
          user,
          { to: email, facts },
          await issueLink(tx, "approve_email", { ...link, email: user.email }),
          undo,
        );
    await enqueue(platformMail, old);
    const toNew = await mailToNew(tx, { name: user.name, email }, link);
    await enqueue(newcomerMail, toNew, { turn: issueTurn() });

    return {
      result: { id: changeId },
      audit: { target: user.id, workspaceId: null, detail: { needsApproval: !user.twoFactor } },
    };
  },
});

type To = { name: string; email: string };

/**
 * Writes the link in any case, so that timing does not tell whether the address is taken. For a taken one the seed
 * is dropped.
 */
async function mailToNew(tx: Transaction, to: To, link: { userId: string; changeId: string }) {
  const seed = await issueLink(tx, "confirm_email", { ...link, email: to.email });
  const [owner] = await tx.select({ name: users.name }).from(users).where(eq(users.email, to.email));
  return owner ? addressTakenMail({ name: owner.name, email: to.email }) : confirmMail(to, seed);
}
