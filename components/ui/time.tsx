import { formatDate, formatDay, formatExact, formatMinute, formatPlanned, formatRelative } from "./format.ts";
import { requestZone } from "./request-zone.ts";

type TimeProps = {
  value: Date | string;
  /**
   * Form of the time. "relative" (default): 4 min ago. "date": 3 May 2026. "minute": 3 May 2026,
   * 18:41. "planned": Sun, 3 May 2026, 18:41 (Zurich, GMT+2). "exact": to the second.
   */
  as?: "relative" | "date" | "minute" | "planned" | "exact";
  now?: Date;
};

/**
 * Renders a moment in words, in the zone of the person who reads the page; the exact time shows on hover and is in
 * `datetime`. No page chooses the zone, so that no two pages show two dates.
 */
export function Time({ value, as = "relative", now }: TimeProps) {
  const zone = requestZone();
  const time = typeof value === "string" ? new Date(value) : value;
  const exact = formatExact(time, zone);
  const words = {
    relative: () => formatRelative(time, zone, now),
    date: () => formatDate(time, zone),
    minute: () => formatMinute(time, zone),
    planned: () => formatPlanned(time, zone),
    exact: () => exact,
  };
  return (
    <time dateTime={time.toISOString()} title={exact} className="whitespace-nowrap" suppressHydrationWarning>
      {words[as]()}
    </time>
  );
}

/** Renders a day of the calendar, such as the day a person agreed: the same day in every zone. */
export function Day({ value }: { value: string }) {
  return (
    <time dateTime={value} className="whitespace-nowrap">
      {formatDay(value)}
    </time>
  );
}
