import { eq } from "drizzle-orm";
import { passkeys } from "#db/schema/passkeys.ts";
import { endPendingSignIns } from "#lib/account/sessions/revoke.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { turnOff } from "./turn-off.ts";

/**
 * Takes away every way in that was added before the address was proved: whoever signed up with a stranger's address could have left
 * a passkey, an authenticator or a sign-in under way there, and would open the account the stranger verifies.
 */
export async function dropPlantedFactors(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(passkeys).where(eq(passkeys.userId, userId));
  await turnOff(tx, userId);
  await endPendingSignIns(tx, userId);
}
