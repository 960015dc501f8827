import { cache } from "react";
import type { TimeZone } from "#lib/core/time-zone.ts";

const holder = cache((): { zone: TimeZone | null } => ({ zone: null }));

/** Sets the zone in which this request's pages write times. The session's reader calls it before a page renders, and a mailed link's page for its owner. */
export function setRequestZone(zone: TimeZone): void {
  holder().zone = zone;
}

/**
 * Returns the zone of the person whose page this is.
 * @throws Error where nobody is known, because a time in a guessed zone is no evidence.
 */
export function requestZone(): TimeZone {
  const { zone } = holder();
  if (!zone) throw new Error("A time is shown on a page that did not read the session first.");
  return zone;
}
