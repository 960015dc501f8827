import { type CalendarDay, dayIn, dayInWords } from "#lib/core/calendar-day.ts";
import { invalid } from "#lib/core/errors.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { afterGap, momentsAt, type WallTime, wallTimeIn } from "#lib/core/wall-clock.ts";
import { dateWords } from "#lib/mail/platform/time-words.ts";

const MOST_DAYS = 366;

/**
 * Returns the moment at which a campaign is to start. Of a time that clocks show twice it is the first, and `twice` says so.
 * @throws AppError invalid beside the field for a time that clocks skip, that is past, or that is more than a year away.
 */
export function startTime(
  day: CalendarDay,
  time: WallTime,
  zone: TimeZone,
  now = new Date(),
): { at: Date; twice: boolean } {
  const place = placeOf(zone);
  const [at, second] = momentsAt(day, time, zone);
  if (!at) {
    throw invalid({
      time: `Clocks in ${place} go forward on ${dayInWords(day)} and skip ${time}. Choose ${afterGap(day, time, zone)} or later.`,
    });
  }
  const today = dayIn(zone, now);
  if (day < today) throw invalid({ day: `That day has passed. Today is ${dayInWords(today)} in ${place}.` });
  if (at <= now) {
    throw invalid({ time: `That time has passed. It is ${wallTimeIn(zone, now)} in ${place} now.` });
  }
  const latest = new Date(now.getTime() + MOST_DAYS * 86_400_000);
  if (at > latest) {
    throw invalid({ day: `Choose a day within a year, until ${dateWords(latest, zone)}.` });
  }
  return { at, twice: second !== undefined };
}

/** Returns a zone as people say it: "Zurich" for "Europe/Zurich". */
const placeOf = (zone: TimeZone): string => zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
