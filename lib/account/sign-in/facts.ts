import { deviceName } from "#lib/account/sessions/device-name.ts";
import { locate, type Place, placeName } from "#lib/account/sessions/location.ts";
import type { Origin } from "#lib/core/actor.ts";

/** The facts a user recognises a sign-in or a change by. */
export type Sighting = { origin: Origin; place: Place; at?: Date };

/** Returns the facts of what an actor does now. The place comes from a file on this disk. */
export const sightingOf = async ({ origin }: { origin: Origin }): Promise<Sighting> => ({
  origin,
  place: await locate(origin.ip),
});

/** Returns the facts as lines of a mail: time, browser, place and IP address. */
export function factsOf({ origin, place, at = new Date() }: Sighting): string {
  return [
    `Time: ${inWords(at)}`,
    `Browser: ${deviceName(origin.userAgent)}`,
    ...(place.country ? [`Place: ${placeName(place)}`] : []),
    `IP address: ${origin.ip ?? "unknown"}`,
  ].join("\n");
}

/** Formats a time as "Thursday, 26 November 2026 at 04:31 UTC". */
const inWords = (time: Date) =>
  `${new Intl.DateTimeFormat("en-GB", {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: "UTC",
  }).format(time)} UTC`;
