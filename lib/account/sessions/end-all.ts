import type { CommandContext } from "#lib/core/command.ts";
import { endPendingSignIns, revokeSessions } from "./revoke.ts";

/**
 * Ends everything that lets somebody in as this person: their sessions (all but `except`), sign-ins that wait for a second factor, and tickets
 * not yet redeemed. For when a credential changed hands. Answers how many sessions there were.
 */
export async function endAll(
  tx: CommandContext<never>["tx"],
  userId: string,
  except: string | null = null,
): Promise<number> {
  await endPendingSignIns(tx, userId);
  return revokeSessions(tx, userId, except);
}
