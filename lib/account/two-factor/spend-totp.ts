import { and, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Place } from "#lib/core/vault/place.ts";
import { totpStepOf } from "./totp.ts";

/** Returns the place that a user's authenticator secret is sealed to. */
export const totpPlace = (userId: string): Place => ({
  kind: "authenticator secret",
  rowId: userId,
  workspaceId: null,
});

/**
 * Returns whether a code of a user's authenticator app is right and was never used. One statement moves the newest
 * used step on, so that only one of two concurrent uses is right, on any page. False too when two-factor is off.
 */
export async function spendTotp(
  { tx, vault }: Pick<CommandContext<never>, "tx" | "vault">,
  userId: string,
  code: string,
): Promise<boolean> {
  const [user] = await tx
    .select({ secret: users.totpSecret, keyId: users.totpKeyId })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.totpEnabledAt)));
  if (!user?.secret || !user.keyId) return false;

  const secret = await vault.open(totpPlace(userId), user.secret, user.keyId, "check code");
  const step = totpStepOf(secret, code);
  if (step === null) return false;
  const spent = await tx
    .update(users)
    .set({ totpLastStep: step })
    .where(
      and(
        eq(users.id, userId),
        isNotNull(users.totpEnabledAt),
        or(isNull(users.totpLastStep), lt(users.totpLastStep, step)),
      ),
    )
    .returning({ id: users.id });
  return spent.length === 1;
}
