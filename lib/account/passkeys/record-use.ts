import { and, eq, lt, or, sql } from "drizzle-orm";
import { passkeys } from "#db/schema/passkeys.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type PasskeyProof, passkeyRefused } from "./check-assertion.ts";

/**
 * Notes that a passkey was used. Its signature counter has to grow, unless the authenticator keeps none (WebAuthn §6.1.1): one that goes back
 * is a copy's. One statement, so that of two answers with one count one is taken. @throws AppError invalid, also when it was removed meanwhile.
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
