import { and, eq, gt, sql } from "drizzle-orm";
import { totpEnrolments } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { isFresh, type Member, type User } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { reauthenticate } from "#lib/core/errors.ts";
import type { Place } from "#lib/core/vault/place.ts";
import { work } from "#lib/core/work.ts";
import { totpUri } from "./totp.ts";

/** Returns the place that a secret awaiting its first code is sealed to. */
export const enrolmentPlace = (userId: string): Place => ({
  kind: "authenticator secret waiting for its first code",
  rowId: userId,
  workspaceId: null,
});

/**
 * Returns the secret that this very session asked for within the last 15 minutes, or null. Other sessions of the
 * user see nothing.
 */
export async function openEnrolment(
  { tx, vault }: Pick<CommandContext<never>, "tx" | "vault">,
  actor: User | Member,
): Promise<string | null> {
  const [waiting] = await tx
    .select({ secret: totpEnrolments.secret, keyId: totpEnrolments.keyId })
    .from(totpEnrolments)
    .where(
      and(
        eq(totpEnrolments.userId, actor.userId),
        eq(totpEnrolments.sessionId, actor.sessionId),
        gt(totpEnrolments.expiresAt, sql`now()`),
      ),
    );
  return waiting ? vault.open(enrolmentPlace(actor.userId), waiting.secret, waiting.keyId, "enrol") : null;
}

/**
 * Returns the secret and its otpauth:// address for the page that turns two-factor on. Null when no secret waits.
 * @throws AppError reauthenticate without a fresh proof.
 */
export async function getEnrolment(actor: User | Member): Promise<{ secret: string; uri: string } | null> {
  if (!isFresh(actor)) throw reauthenticate();
  return work(actor, async (context) => {
    const secret = await openEnrolment(context, actor);
    if (!secret) return null;
    const [user] = await context.tx
      .select({ email: users.email })
      .from(users)
      .where(eq(users.id, actor.userId));
    return user ? { secret, uri: totpUri(secret, user.email) } : null;
  });
}
