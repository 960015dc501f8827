import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { openRequestOf } from "#lib/account/account-recovery/open-request.ts";
import { withdrawPending } from "#lib/account/email-changes/withdraw-pending.ts";
import { burnResets, burnVerifications } from "#lib/account/mailed-links/issue-email-token.ts";
import { spendMailedLink } from "#lib/account/mailed-links/spend-mailed-link.ts";
import { askedInNameOf, askedWords, disownWork } from "#lib/account/notices/disown-work.ts";
import { keysMadeBy, keysWords } from "#lib/account/notices/keys-made-by.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { liftCodeLockout } from "#lib/account/two-factor/code-limits.ts";
import { dropPlantedFactors } from "#lib/account/two-factor/drop-planted-factors.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { readReset } from "./credentials.ts";
import { welcomeAfterReset } from "./guess-limits.ts";
import { hashOrBusy, verifyOrBusy } from "./hash-or-busy.ts";
import { passwordResetMail } from "./mails.ts";
import { newPassword } from "./new-password.ts";
import { checkForPerson, setPassword } from "./set-password.ts";
import { turnOf } from "./turn.ts";

const perRange = { name: "reset-link:range", max: 30, windowSeconds: 600 };
const perUnknown = { name: "reset-link:unknown-range", max: 300, windowSeconds: 600 };

/** How far back somebody else is believed to have been in the account, where the person says so. */
const THEFT_DAYS = 30;

const input = z.object({
  token: bounded(200),
  password: newPassword,
  /** The person's word that somebody else was in their account. A checkbox: absent means no. */
  others: z.union([z.boolean(), z.literal("on").transform(() => true)]).default(false),
});

/**
 * Sets a new password by the mailed link: once, within 30 minutes, only the newest link. Ends all earlier access
 * and an open address change. Does not sign the user in; sign-in still asks for a second factor (ASVS 6.4.3). The
 * link verifies the address too. Where somebody else was in the account, what was asked for in the last month ends, as by "This wasn't me".
 * @throws AppError conflict, in the same words for every dead link.
 */
export const resetPassword = command({
  name: "password.reset",
  allow: visitor,
  input,
  prepare: countAndHash,
  async run(context, { token, password, others }, passwordHash) {
    const { tx } = context;
    const person = await spend(tx, token);
    await checkForPerson(tx, person, password);

    const user = await setPassword(tx, person.id, passwordHash);
    if (!user) throw deadLink();
    const [proved] = await tx
      .update(users)
      .set({ emailVerifiedAt: sql`now()` })
      .where(and(eq(users.id, user.id), isNull(users.emailVerifiedAt)))
      .returning({ id: users.id });
    if (proved) await dropPlantedFactors(tx, user.id);
    await burnResets(tx, user.id);
    await burnVerifications(tx, user.id);
    await withdrawPending(tx, user.id);
    const ended = await endAll(tx, user.id);
    await welcomeAfterReset(user.email, context.actor.origin.ip);
    await liftCodeLockout(tx, user.id);
    const keys = others
      ? (await disownWork(context, user.id, new Date(Date.now() - THEFT_DAYS * 86_400_000))).keys
      : keysWords(await keysMadeBy(tx, user.id));
    const asked = askedWords(await askedInNameOf(tx, user.id));
    await sendNotice(
      context,
      user,
      passwordResetMail(user, await openRequestOf(tx, user), { keys, asked, others }),
    );

    return {
      result: undefined,
      audit: { target: user.id, userId: user.id, workspaceId: null, detail: { sessionsEnded: ended } },
    };
  },
});

/** Spends the link and returns its user. A password refused afterwards rolls back, so that the link still works. */
async function spend(tx: Transaction, token: string) {
  const link = await spendMailedLink(tx, "reset_password", token);
  if (!link) throw deadLink();
  const [person] = await tx
    .select({ id: users.id, email: users.email, name: users.name })
    .from(users)
    .where(and(eq(users.id, link.userId), eq(users.email, link.email), isNull(users.disabledAt)));
  if (!person) throw deadLink();
  return person;
}

/** A dead link costs no bcrypt. The password it replaces is refused, because an attacker may be why it is replaced. */
async function countAndHash(actor: Actor, { token, password }: z.output<typeof input>) {
  const range = addressRange(actor.origin.ip);
  await (range ? takeAttempt(perRange, range) : takeAttempt(perUnknown, "all"));
  const link = await readReset(hashToken(token));
  if (!link) throw deadLink();
  const turn = turnOf(actor);
  if (link.passwordHash && (await verifyOrBusy(password, link.passwordHash, turn)))
    throw invalid({ password: "That is the password you are replacing. Choose another one." });
  return hashOrBusy(password, turn);
}

const deadLink = () =>
  conflict(
    "This link does not work any more. Links work once, for 30 minutes, and only the newest one. Ask for a new link.",
  );
