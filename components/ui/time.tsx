import { formatDate, formatExact, formatMinute, formatRelative } from "./format.ts";

type TimeProps = {
  value: Date | string;
  /** User's time zone, an IANA name. */
  zone?: string;
  /**
   * Form of the time. "relative" (default): 4 min ago. "date": 3 May 2026. "minute": 3 May 2026,
   * 18:41. "exact": to the second.
   */
  as?: "relative" | "date" | "minute" | "exact";
  now?: Date;
};

/** Renders a time in words; the exact time shows on hover and is in `datetime`. */
export function Time({ value, zone = "UTC", as = "relative", now }: TimeProps) {
  const time = typeof value === "string" ? new Date(value) : value;
  const exact = formatExact(time, zone);
  const words = {
    relative: () => formatRelative(time, now, zone),
    date: () => formatDate(time, zone),
    minute: () => formatMinute(time, zone),
    exact: () => exact,
  };
  return (
    <time dateTime={time.toISOString()} title={exact} className="whitespace-nowrap" suppressHydrationWarning>
      {words[as]()}
    </time>
  );
}
