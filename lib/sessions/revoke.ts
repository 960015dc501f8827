import { and, eq, isNull, ne, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
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
