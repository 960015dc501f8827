import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";

/**
 * Refuses when the asking session has ended since it was read before the transaction, by a reset or a proof of the
 * address. Commands that create a credential call it with the user's row locked, because every lockout writes that
 * row first.
 * @throws AppError conflict
 */
export async function stillSignedIn(tx: Transaction, { sessionId, userId }: User | Member): Promise<void> {
  const [session] = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt)));
  if (!session) throw conflict("This session has ended. Sign in again.");
}
