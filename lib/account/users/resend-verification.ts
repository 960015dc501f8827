import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { emailTokens } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { issueVerification } from "#lib/account/mailed-links/issue-email-token.ts";
import { countMailRequest } from "#lib/account/mailed-links/mail-limits.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { newcomerMail } from "#lib/mail/platform/platform-mail.ts";
import { alreadyVerifiedMail, verificationMail } from "./mails.ts";
import { mayRemindVerified } from "./may-remind-verified.ts";

const limits = {
  name: "verification",
  perNetwork: 20,
  forOne: 4,
  forAll: 12,
  windowSeconds: 3600,
  spent: "Too many attempts. Open the newest mail that we sent to that address, or choose a new password.",
};

const input = z.object({ email: emailAddress.optional() });

/**
 * Mails another verification link: to the signed-in user's own address, or to the given one. An address without an
 * account gets nothing, and the caller cannot tell.
 * @throws AppError tooOften
 */
export const resendVerification = command({
  name: "user.resend_verification",
  allow: visitor,
  input,
  prepare: limit,
  async run({ tx, actor, enqueue }, { email }, turn) {
    const own = "userId" in actor ? eq(users.id, actor.userId) : undefined;
    if (!own && email === undefined) throw invalid({ email: "Enter an email address." });
    const [user] = await tx
      .select({ id: users.id, name: users.name, email: users.email, verifiedAt: users.emailVerifiedAt })
      .from(users)
      .where(and(own ?? eq(users.email, email ?? ""), isNull(users.disabledAt)));

    if (user?.verifiedAt) {
      if (await mayRemindVerified(tx, user.id))
        await enqueue(newcomerMail, alreadyVerifiedMail(user), { turn });
    } else if (user) {
      const passwordHash = await newestSignUp(tx, user.id);
      const seed = await issueVerification(tx, { userId: user.id, email: user.email, passwordHash });
      await enqueue(newcomerMail, verificationMail(user, seed), { turn });
    }
    return {
      result: undefined,
      audit: { target: user?.id ?? null, userId: user?.id ?? null, workspaceId: null },
    };
  },
});

/**
 * Returns the password hash of the newest sign-up, because a second sign-up's password stays with the links that
 * follow it.
 */
async function newestSignUp(tx: Parameters<typeof issueVerification>[0], userId: string) {
  const [row] = await tx
    .select({ passwordHash: emailTokens.passwordHash })
    .from(emailTokens)
    .where(
      and(
        eq(emailTokens.userId, userId),
        eq(emailTokens.purpose, "verify_email"),
        isNotNull(emailTokens.passwordHash),
      ),
    )
    .orderBy(desc(emailTokens.createdAt))
    .limit(1);
  return row?.passwordHash ?? null;
}

function limit(actor: Actor, { email = "" }: z.output<typeof input>) {
  const own = "userId" in actor ? actor.userId : null;
  return countMailRequest(limits, { ip: actor.origin.ip, address: email, own });
}
