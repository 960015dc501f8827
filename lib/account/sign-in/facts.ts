import { deviceName } from "#lib/account/sessions/device-name.ts";
import { locate, type Place, placeName } from "#lib/account/sessions/location.ts";
import { zoneOfUser } from "#lib/account/users/zone-of-user.ts";
import type { Origin } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type TimeZone, utc } from "#lib/core/time-zone.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";

/** The facts a user recognises a sign-in or a change by. `zone` is that of the person who reads them. */
export type Sighting = { origin: Origin; place: Place; at?: Date; zone?: TimeZone };

/** Returns the facts of what an actor does now, for a mail to this user. The place comes from a file on this disk. */
export async function sightingOf(
  tx: Transaction,
  { origin }: { origin: Origin },
  userId: string,
): Promise<Sighting> {
  return { origin, place: await locate(origin.ip), zone: await zoneOfUser(tx, userId) };
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
