import { expect, test } from "@playwright/test";
import type { TimeZone } from "#lib/core/time-zone.ts";
import {
  formatBytes,
  formatDay,
  formatDuration,
  formatExact,
  formatNumber,
  formatPercent,
  formatRelative,
  plural,
} from "./format.ts";

const zone = (name: string) => name as TimeZone;
const utc = zone("UTC");
const now = new Date("2026-11-23T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test("numbers carry separators and their noun", () => {
  expect(formatNumber(1204)).toBe("1,204");
  expect(plural(1, "contact")).toBe("1 contact");
  expect(plural(1204, "reply", "replies")).toBe("1,204 replies");
});

test("a share that exists is never shown as nothing", () => {
  expect(formatPercent(0)).toBe("0%");
  expect(formatPercent(0.0004)).toBe("<0.1%");
  expect(formatPercent(0.125)).toBe("12.5%");
  expect(formatPercent(0.412, 0)).toBe("41%");
});

test("bytes take the unit that fits, also at its edge", () => {
  expect(formatBytes(1)).toBe("1 byte");
  expect(formatBytes(999)).toBe("999 bytes");
  expect(formatBytes(4200)).toBe("4.2 kB");
  expect(formatBytes(999_999)).toBe("1 MB");
  expect(formatBytes(1_300_000_000)).toBe("1.3 GB");
});

test("durations are in words a person says", () => {
  expect(formatDuration(12)).toBe("under a minute");
  expect(formatDuration(74)).toBe("1 min");
  expect(formatDuration(7800)).toBe("2 h 10 min");
  expect(formatDuration(3600 * 72)).toBe("3 days");
});

test("times are relative for a week, then dates in the person's zone", () => {
  expect(formatRelative(ago(10), utc, now)).toBe("just now");
  expect(formatRelative(ago(240), utc, now)).toBe("4 min ago");
  expect(formatRelative(ago(-7200), utc, now)).toBe("in 2 hours");
  expect(formatRelative(ago(86_400), utc, now)).toBe("1 day ago");
  expect(formatRelative(new Date("2026-05-03T23:30:00Z"), zone("Europe/Dublin"), now)).toBe("4 May");
  expect(formatRelative(new Date("2025-05-03T12:00:00Z"), utc, now)).toBe("3 May 2025");
});

test("units do not spill over at their edges", () => {
  const words = Array.from({ length: 7 * 24 * 60 }, (_, minutes) =>
    formatRelative(ago(minutes * 60 + 59), utc, now),
  );
  expect(words.filter((word) => /^(60 min|24 hours|0 )/.test(word))).toEqual([]);
});

test("the exact time names its day and zone", () => {
  expect(formatExact(new Date("2026-11-23T17:41:02Z"), zone("Europe/Berlin"))).toMatch(
    /^Mon,? 23 Nov 2026.* 18:41:02 (CET|GMT\+1)$/,
  );
});

test("the year of a relative time is judged in the person's zone", () => {
  const newYear = new Date("2026-01-05T12:00:00Z");
  const lastYear = new Date("2025-12-26T23:30:00Z");
  expect(formatRelative(lastYear, zone("Europe/Dublin"), newYear)).toBe("26 Dec 2025");
  const eve = new Date("2025-12-31T23:30:00Z");
  expect(formatRelative(eve, zone("Pacific/Auckland"), new Date("2026-02-01T00:00:00Z"))).toBe("1 Jan");
});

test("a day of the calendar is the same day in every zone", () => {
  expect(formatDay("2026-03-02")).toBe("2 March 2026");
  expect(formatDay("2026-12-31", "short")).toBe("31 Dec");
});
