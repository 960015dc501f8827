import { and, eq, lt, or, sql } from "drizzle-orm";
import { passkeys } from "#db/schema/passkeys.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type PasskeyProof, passkeyRefused } from "./check-assertion.ts";

/**
 * Records that a passkey was used. Its signature counter must grow, unless the authenticator keeps none (WebAuthn
 * §6.1.1), because a counter that falls belongs to a copy. One statement, so that only one of two responses with
 * the same count is taken.
 * @throws AppError invalid, also when the passkey was removed meanwhile.
 */
export async function recordPasskeyUse(
  tx: Transaction,
  { passkeyId, userId, signCount, backedUp }: PasskeyProof,
): Promise<void> {
  const grown = lt(passkeys.signCount, signCount);
  const uncounted = signCount === 0 ? eq(passkeys.signCount, 0) : undefined;
  const [used] = await tx
    .update(passkeys)
    .set({ signCount, backedUp, lastUsedAt: sql`now()` })
    .where(and(eq(passkeys.id, passkeyId), eq(passkeys.userId, userId), or(grown, uncounted)))
    .returning({ id: passkeys.id });
  if (!used) throw passkeyRefused("signature counter went back", userId);
}
