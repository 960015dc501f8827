import { asCalendarDay, type CalendarDay } from "./calendar-day.ts";
import type { TimeZone } from "./time-zone.ts";

/** Time of a clock on a wall: "09:30". */
export type WallTime = string;

/** Returns the text as a time of the clock, or null. Browsers may add seconds of zero. */
export function asWallTime(text: string): WallTime | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)(?::00(?:\.0+)?)?$/.exec(text) ?? [];
  return hour && minute ? `${hour}:${minute}` : null;
}

/**
 * Returns the moments at which the clocks of a zone show this day and time, earliest first: none where they skip it in spring,
 * two where they show it twice in autumn.
 */
export function momentsAt(day: CalendarDay, time: WallTime, zone: TimeZone): Date[] {
  const wall = Date.parse(`${asCalendarDay(day)}T${time}:00Z`);
  const around = [wall - DAY, wall, wall + DAY].map((at) => offsetOf(at, zone));
  return [...new Set(around.map((offset) => wall - offset))]
    .filter((at) => at + offsetOf(at, zone) === wall)
    .sort((a, b) => a - b)
    .map((at) => new Date(at));
}

/** Returns the first time that the clocks show after a gap in which this time lies: "03:00" for "02:30". */
export function afterGap(day: CalendarDay, time: WallTime, zone: TimeZone): WallTime {
  const wall = Date.parse(`${asCalendarDay(day)}T${time}:00Z`);
  const before = offsetOf(wall - DAY, zone);
  // The clocks jump at some minute of the gap. The last minute that exists stands right before it.
  let minute = wall;
  while (wallOf(minute - before, zone) !== minute) minute -= MINUTE;
  return new Date(wallOf(minute - before + MINUTE, zone)).toISOString().slice(11, 16);
}

/** Returns the time that the clocks of a zone show: "09:30". */
export const wallTimeIn = (zone: TimeZone, at: Date): WallTime =>
  new Date(wallOf(at.getTime(), zone)).toISOString().slice(11, 16);

const MINUTE = 60_000;
const DAY = 86_400_000;

const wallOf = (at: number, zone: TimeZone) => at + offsetOf(at, zone);

/** Returns how far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetOf(at: number, zone: TimeZone): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
