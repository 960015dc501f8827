import { and, eq, gte, isNotNull, sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { closeRecoveries } from "./close-recoveries.ts";
import { turnOff } from "./turn-off.ts";

/** What became of a user's second factor: it was turned off, it stays because it is older, or there was none. */
export type YoungFactor = "undone" | "kept" | "none";

/**
 * Turns a second factor off that was turned on since then, within the last day. Otherwise a thief who turns one on locks the owner out. An
 * older one stays, because whoever reads the mailbox could press the link to take it off.
 */
export async function undoYoungFactor(tx: Transaction, userId: string, since: Date): Promise<YoungFactor> {
  const [on] = await tx
    .select({
      young: sql<boolean>`${gte(users.totpEnabledAt, since)} and ${users.totpEnabledAt} > now() - interval '1 day'`,
    })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.totpEnabledAt)));
  if (!on) return "none";
  if (!on.young) return "kept";
  await turnOff(tx, userId);
  await closeRecoveries(tx, userId);
  return "undone";
}
