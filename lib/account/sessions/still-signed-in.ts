import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";

/**
 * For what leaves a way in behind: the asking session, read before the transaction, may have been ended by a reset or a proof of the address
 * since. Ask it with the person's row locked: whoever ends sessions to lock somebody out writes that row first. @throws AppError conflict
 */
export async function stillSignedIn(tx: Transaction, { sessionId, userId }: User | Member): Promise<void> {
  const [session] = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt)));
  if (!session) throw conflict("This session has ended. Sign in again.");
}
