import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";

/**
 * Gives the asking session a new id, so that an earlier copy of its cookie is useless (ASVS 7.2.4). Returns the
 * contents of the new cookie.
 */
export async function rotateSession(
  tx: Transaction,
  actor: User | Member,
): Promise<{ userId: string; sid: string }> {
  const sid = randomToken();
  const [session] = await tx
    .update(sessions)
    .set({ sidHash: hashToken(sid) })
    .where(
      and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId), isNull(sessions.revokedAt)),
    )
    .returning({ id: sessions.id });
  if (!session) throw conflict("This session has ended. Sign in again.");
  return { userId: actor.userId, sid };
}
