import type { TimeZone } from "#lib/core/time-zone.ts";

const locale = "en-GB";

/** Returns 1204 as "1,204". */
export function formatNumber(value: number | bigint) {
  return new Intl.NumberFormat(locale).format(value);
}

/** Returns a ratio from 0 to 1 as "12.5%"; "<0.1%" for a small ratio above zero. */
export function formatPercent(ratio: number, digits = 1): string {
  const smallest = 10 ** -(digits + 2);
  if (ratio > 0 && ratio < smallest) return `<${formatPercent(smallest, digits)}`;
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(ratio);
}

/** Returns bytes as "312 bytes", "4.2 kB", "1.3 GB" (powers of 1000, as disks and networks count). */
export function formatBytes(bytes: number) {
  if (bytes < 1000) return `${formatNumber(bytes)} ${bytes === 1 ? "byte" : "bytes"}`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let at = -1;
  while (value >= 999.95 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)} ${units[at]}`;
}

/** Returns seconds as "under a minute", "4 min", "2 h 10 min", "3 days". */
export function formatDuration(seconds: number) {
  if (seconds < 60) return "under a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

/** Returns "just now", "4 min ago", "in 2 hours", then a date in words: "3 May", "3 May 2025". */
export function formatRelative(time: Date, zone: TimeZone, now = new Date()) {
  const seconds = Math.round((now.getTime() - time.getTime()) / 1000);
  const size = Math.abs(seconds);
  const say = (words: string) => (seconds < 0 ? `in ${words}` : `${words} ago`);
  if (size < 45) return seconds < 0 ? "in a moment" : "just now";
  if (size < 3600) return say(`${Math.max(1, Math.floor(size / 60))} min`);
  if (size < 86_400) return say(plural(Math.floor(size / 3600), "hour"));
  if (size < 7 * 86_400) return say(plural(Math.floor(size / 86_400), "day"));
  return formatDate(time, zone, yearIn(time, zone) !== yearIn(now, zone));
}

const yearIn = (time: Date, zone: TimeZone) =>
  new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: zone }).format(time);

/** Returns "3 May" or "3 May 2025". */
export function formatDate(time: Date, zone: TimeZone, year = true) {
  const shape = { day: "numeric", month: "short", timeZone: zone } as const;
  return new Intl.DateTimeFormat(locale, year ? { ...shape, year: "numeric" } : shape).format(time);
}

/** Returns a day of the calendar, "2026-03-02", as "2 March 2026", or "2 Mar" for a chart. */
export function formatDay(day: string, form: "long" | "short" | "weekday" = "long") {
  return new Intl.DateTimeFormat(locale, { ...dayShapes[form], timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

const dayShapes = {
  long: { day: "numeric", month: "long", year: "numeric" },
  short: { day: "numeric", month: "short" },
  weekday: { weekday: "short" },
} as const;

/** Returns "23 Nov 2026, 18:41". */
export function formatMinute(time: Date, zone: TimeZone) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(
    time,
  );
}

/** Returns a moment to come with its zone: "Mon, 23 Nov 2026, 18:41 (Zurich, GMT+1)". */
export function formatPlanned(time: Date, zone: TimeZone) {
  const shape = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  const day = new Intl.DateTimeFormat(locale, { ...shape, timeZone: zone }).format(time);
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: zone }).format(time);
  return `${day}, ${clock} (${zoneName(time, zone)})`;
}

/** Returns a zone as people say it, with its offset at a moment: "Zurich, GMT+1". */
export function zoneName(time: Date, zone: TimeZone) {
  if (zone === "UTC") return "UTC";
  const parts = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    timeZoneName: "shortOffset",
  }).formatToParts(time);
  const offset = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  return `${zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ")}, ${offset}`;
}

/** Returns "Mon, 23 Nov 2026, 18:41:02 GMT+1". */
export function formatExact(time: Date, zone: TimeZone) {
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  }).format(time);
}

/** Returns 1, "contact" as "1 contact"; 1204, "contact" as "1,204 contacts". */
export function plural(count: number, one: string, many = `${one}s`) {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
