import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { loginChallenges, sessions } from "#db/schema/sessions.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Ends one session; its next request is anonymous. Returns whether it was still live. */
export async function endSession(tx: Transaction, sessionId: string): Promise<boolean> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return ended.length === 1;
}

/** Ends a user's sessions, all but `except`; their next requests are anonymous. Returns the number of sessions. */
export async function revokeSessions(
  tx: Transaction,
  userId: string,
  except: string | null = null,
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        except ? ne(sessions.id, except) : undefined,
      ),
    )
    .returning({ id: sessions.id });
  return ended.length;
}

/** Ends every sign-in of a user that waits for its second factor. */
export async function endPendingSignIns(tx: Transaction, userId: string): Promise<void> {
  await tx
    .update(loginChallenges)
    .set({ usedAt: sql`now()` })
    .where(and(eq(loginChallenges.userId, userId), isNull(loginChallenges.usedAt)));
}
