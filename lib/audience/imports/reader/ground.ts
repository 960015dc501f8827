import type { DateReading } from "#lib/audience/contacts/dates.ts";
import type { Basis } from "#lib/audience/contacts/grounds.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import type { StopReason } from "./standing/standing.ts";

/** On what ground a file's people may be written to, and how its dates are read. */
export type Ground = {
  basis: Basis;
  today: CalendarDay;
  reading: DateReading;
  /** How its other dates are read, of confirmations and of own fields; without it, as the ground's. */
  others?: DateReading | undefined;
  /** Day for everybody, where the file has no column of dates. */
  forAll: CalendarDay | null;
  /** Reason to suppress everybody in the file for, where a row names none of its own; null to bring its people in. */
  stopAll?: StopReason | null | undefined;
};
