import { sql } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { storedTimeZone, type TimeZone } from "#lib/core/time-zone.ts";

/** Column beside those of `users`: the zone in which mails to each of them write times. */
export const mailZone = sql<TimeZone>`time_zone_of(${users.id})`;

/**
 * Returns the zone in which mails to this user write times: their own, otherwise that of their oldest workspace. Works
 * in any transaction, also before anybody is signed in.
 */
export async function zoneOfUser(tx: Transaction, userId: string): Promise<TimeZone> {
  const [row] = await tx.execute<{ zone: string | null }>(sql`select time_zone_of(${userId}) as zone`);
  return storedTimeZone(row?.zone ?? null);
}
