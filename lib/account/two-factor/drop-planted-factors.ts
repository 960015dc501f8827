import { eq } from "drizzle-orm";
import { passkeys } from "#db/schema/passkeys.ts";
import { endPendingSignIns } from "#lib/account/sessions/revoke.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { turnOff } from "./turn-off.ts";

/**
 * Removes every credential added before the address was proved. An attacker who signed up with the user's address
 * could have left a passkey, an authenticator or a waiting sign-in there. With it they would open the account
 * that the user verifies.
 */
export async function dropPlantedFactors(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(passkeys).where(eq(passkeys.userId, userId));
  await turnOff(tx, userId);
  await endPendingSignIns(tx, userId);
}
