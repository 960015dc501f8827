import type { TimeZone } from "#lib/core/time-zone.ts";

/**
 * Returns a moment as a mail writes it, in the zone of the person who reads it and with that zone's name:
 * "Monday, 30 November 2026 at 18:41 (Zurich time, GMT+1)". `readersZone` of lib/account/notices returns the zone.
 */
export function timeWords(at: Date, zone: TimeZone): string {
  const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: zone }).format(at);
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone }).format(at);
  return `${date} at ${time} (${zoneWords(at, zone)})`;
}

/** Returns the day of a moment as a mail writes it: "30 November 2026". */
export function dateWords(at: Date, zone: TimeZone): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: zone }).format(at);
}

function zoneWords(at: Date, zone: TimeZone): string {
  if (zone === "UTC") return "UTC";
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    timeZoneName: "shortOffset",
  }).formatToParts(at);
  const offset = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const place = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  return `${place} time, ${offset}`;
}
