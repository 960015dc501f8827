import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { loginChallenges, loginTickets, sessions } from "#db/schema/sessions.ts";
import type { CommandContext } from "#lib/core/command.ts";

type Transaction = CommandContext<never>["tx"];

/** Ends one session: on its next request it is nobody. */
export async function endSession(tx: Transaction, sessionId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
}

/** Ends a person's sessions, all but `except`; on their next request each is nobody. Answers how many there were. */
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

/** Ends every sign-in of a person that is not a session yet: what waits for a second factor, and tickets not redeemed. */
export async function endPendingSignIns(tx: Transaction, userId: string): Promise<void> {
  for (const table of [loginChallenges, loginTickets]) {
    await tx
      .update(table)
      .set({ usedAt: sql`now()` })
      .where(and(eq(table.userId, userId), isNull(table.usedAt)));
  }
}
