import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { emailTokens } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { revokeSessions } from "#lib/sessions/revoke.ts";
import { burnVerifications } from "./issue-email-token.ts";

/**
 * Opens an account by the link mailed to its address: once, within 24 hours. The password is that of the sign-up the link belongs
 * to; sessions from before the proof end, all but the one asking. @throws AppError conflict, in the same words for every dead link.
 */
export const verifyEmail = command({
  name: "user.verify_email",
  allow: visitor,
  input: z.object({ token: z.string().max(200) }),
  async run({ tx, actor }, { token }) {
    const [link] = await tx
      .update(emailTokens)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(emailTokens.tokenHash, hashToken(token)),
          eq(emailTokens.purpose, "verify_email"),
          isNull(emailTokens.usedAt),
          gt(emailTokens.expiresAt, sql`now()`),
        ),
      )
      .returning({
        userId: emailTokens.userId,
        email: emailTokens.email,
        passwordHash: emailTokens.passwordHash,
      });
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
    const ended = await revokeSessions(tx, user.id, "sessionId" in actor ? actor.sessionId : null);

    return {
      result: { signedIn: "userId" in actor && actor.userId === user.id },
      audit: { target: user.id, userId: user.id, workspaceId: null, detail: { sessionsEnded: ended } },
    };
  },
});

const deadLink = () =>
  new AppError(
    "conflict",
    "This link does not work any more. Links work once, for 24 hours. If your address is verified already, sign in; if not, ask for a new link.",
  );
