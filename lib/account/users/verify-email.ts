import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { burnVerifications } from "#lib/account/mailed-links/issue-email-token.ts";
import { spendMailedLink } from "#lib/account/mailed-links/spend-mailed-link.ts";
import { readVerification } from "#lib/account/passwords/credentials.ts";
import { verifyOrBusy } from "#lib/account/passwords/hash-or-busy.ts";
import { turnOf } from "#lib/account/passwords/turn.ts";
import { revokeSessions } from "#lib/account/sessions/revoke.ts";
import { dropPlantedFactors } from "#lib/account/two-factor/drop-planted-factors.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { AppError, invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { isSignUpMark } from "./sign-up-mark.ts";

const perLink = { name: "verification:link", max: 5, windowSeconds: 900 };

const input = z.object({
  token: bounded(200),
  password: bounded(1000).optional(),
  mark: bounded(100).nullish(),
});

/**
 * Opens an account by the link mailed to its address: once, within 24 hours. The password is that of the link's
 * sign-up, and the link asks for it unless the browser holds that sign-up's mark. Otherwise the owner of an address who opens
 * the mail of an attacker's sign-up would open an account whose password the attacker knows. Every session but the asking one
 * ends, and so do passkeys and authenticators added before.
 * @throws AppError conflict, in the same words for every dead link; invalid, beside the field `password`.
 */
export const verifyEmail = command({
  name: "user.verify_email",
  allow: visitor,
  input,
  prepare: checkSignUp,
  async run({ tx, actor }, { token }) {
    const link = await spendMailedLink(tx, "verify_email", token);
    if (!link) throw deadLink();

    const [user] = await tx
      .update(users)
      .set({
        emailVerifiedAt: sql`now()`,
        ...(link.passwordHash && { passwordHash: link.passwordHash, passwordChangedAt: sql`now()` }),
      })
      .where(
        and(
          eq(users.id, link.userId),
          eq(users.email, link.email),
          isNull(users.emailVerifiedAt),
          isNull(users.disabledAt),
        ),
      )
      .returning({ id: users.id });
    if (!user) throw deadLink();

    await burnVerifications(tx, user.id);
    await dropPlantedFactors(tx, user.id);
    const ended = await revokeSessions(tx, user.id, "sessionId" in actor ? actor.sessionId : null);

    return {
      result: { signedIn: "userId" in actor && actor.userId === user.id },
      audit: { target: user.id, userId: user.id, workspaceId: null, detail: { sessionsEnded: ended } },
    };
  },
});

async function checkSignUp(actor: Actor, { token, password, mark }: z.output<typeof input>) {
  const hash = hashToken(token);
  const link = await readVerification(hash);
  if (!link) throw deadLink();
  if (!link.passwordHash || isSignUpMark(mark, link.email, link.passwordHash)) return;
  if (!password)
    throw invalid({ password: "Enter the password you chose at the sign-up this link came from." });
  await takeAttempt(perLink, hash.toString("hex"));
  if (!(await verifyOrBusy(password, link.passwordHash, turnOf(actor))))
    throw invalid({
      password:
        "That is not the password of this sign-up. Open the link of your newest mail, or choose a new password.",
    });
}

const deadLink = () =>
  new AppError(
    "conflict",
    "This link does not work any more. Links work once, for 24 hours. If your address is verified already, sign in; if not, ask for a new link.",
  );
