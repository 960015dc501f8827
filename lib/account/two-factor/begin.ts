import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { totpEnrolments } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { signedIn } from "#lib/core/policies.ts";
import { alreadyOn } from "./enable.ts";
import { enrolmentPlace } from "./enrolment.ts";
import { newTotpSecret } from "./totp.ts";

/**
 * Makes a sealed secret for this session to show, for 15 minutes, in place of the earlier one. It protects nothing
 * until a code of it comes back.
 * @throws AppError conflict when two-factor is on.
 */
export const beginTwoFactor = command({
  name: "two_factor.begin",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "account",
  input: z.object({}),
  async run({ tx, vault, actor }) {
    const { userId, sessionId } = actor;
    const [user] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.totpEnabledAt)));
    if (!user) throw alreadyOn();

    const { blob: secret, keyId } = await vault.seal(enrolmentPlace(userId), newTotpSecret());
    const waiting = { sessionId, secret, keyId, expiresAt: sql`now() + interval '15 minutes'` };
    await tx
      .insert(totpEnrolments)
      .values({ userId, ...waiting })
      .onConflictDoUpdate({ target: totpEnrolments.userId, set: waiting });
    return { result: undefined, audit: { target: userId, workspaceId: null } };
  },
});
