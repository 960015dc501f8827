import { and, eq, isNull, sql } from "drizzle-orm";
import { loginChallenges, loginTickets } from "#db/schema/sessions.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { revokeSessions } from "./revoke.ts";

/**
 * Ends everything that lets somebody in as this person: their sessions (all but `except`), sign-ins that wait for a second factor, and tickets
 * not yet redeemed. For when a credential changed hands. Answers how many sessions there were.
 */
export async function endAll(
  tx: CommandContext<never>["tx"],
  userId: string,
  except: string | null = null,
): Promise<number> {
  for (const table of [loginChallenges, loginTickets])
    await tx
      .update(table)
      .set({ usedAt: sql`now()` })
      .where(and(eq(table.userId, userId), isNull(table.usedAt)));
  return revokeSessions(tx, userId, except);
}
