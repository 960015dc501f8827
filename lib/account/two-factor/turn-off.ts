import { and, eq, isNotNull } from "drizzle-orm";
import { totpEnrolments } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { endPendingSignIns } from "#lib/account/sessions/revoke.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { dropRecoveryCodes } from "./recovery-codes.ts";

/** Removes a user's second factor and recovery codes, and ends sign-ins that wait for them. Null when it was off already. */
export async function turnOff(
  tx: Transaction,
  userId: string,
): Promise<{ name: string; email: string } | null> {
  const [user] = await tx
    .update(users)
    .set({ totpSecret: null, totpKeyId: null, totpEnabledAt: null, totpLastStep: null })
    .where(and(eq(users.id, userId), isNotNull(users.totpEnabledAt)))
    .returning({ name: users.name, email: users.email });
  if (!user) return null;
  await tx.delete(totpEnrolments).where(eq(totpEnrolments.userId, userId));
  await dropRecoveryCodes(tx, userId);
  await endPendingSignIns(tx, userId);
  return user;
}
