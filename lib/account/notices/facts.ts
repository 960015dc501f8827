import { sql } from "drizzle-orm";
import { deviceName } from "#lib/account/devices/device-name.ts";
import { locate, type Place, placeName } from "#lib/account/devices/location.ts";
import type { Origin } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { storedTimeZone, type TimeZone, utc } from "#lib/core/time-zone.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";

/** The facts a user recognises a sign-in or a change by. `zone` is that of the person who reads them. */
export type Sighting = { origin: Origin; place: Place; at?: Date; zone?: TimeZone };

/** Returns the facts of what an actor does now, for a mail to this user. The place comes from a file on this disk. */
export async function sightingOf(
  tx: Transaction,
  { origin }: { origin: Origin },
  userId: string,
): Promise<Sighting> {
  return { origin, place: await locate(origin.ip), zone: await readersZone(tx, userId) };
}

/** Returns the zone in which a mail to this user writes times: their own, otherwise that of their oldest workspace. */
export async function readersZone(tx: Transaction, userId: string): Promise<TimeZone> {
  const [row] = await tx.execute<{ zone: string | null }>(sql`select time_zone_of(${userId}) as zone`);
  return storedTimeZone(row?.zone ?? null);
}

/** Returns the facts as lines of a mail: time, browser, place and IP address. */
export function factsOf({ origin, place, at = new Date(), zone = utc }: Sighting): string {
  return [
    `Time: ${timeWords(at, zone)}`,
    `Browser: ${deviceName(origin.userAgent)}`,
    ...(place.country ? [`Place: ${placeName(place)}`] : []),
    `IP address: ${origin.ip ?? "unknown"}`,
  ].join("\n");
}
