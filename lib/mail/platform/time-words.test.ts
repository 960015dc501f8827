import { expect, test } from "@playwright/test";
import { asTimeZone, type TimeZone } from "#lib/core/time-zone.ts";
import { dateWords, timeWords } from "./time-words.ts";

const zone = (name: string) => asTimeZone(name) as TimeZone;

test("a mail writes a time in the person's zone with its name", () => {
  const at = new Date("2026-11-30T23:41:00Z");
  // Whether a comma follows the weekday is up to the runtime.
  const written = (name: string) => timeWords(at, zone(name)).replace("day,", "day");
  expect(written("Europe/Zurich")).toBe("Tuesday 1 December 2026 at 00:41 (Zurich time, GMT+1)");
  expect(written("America/St_Johns")).toBe("Monday 30 November 2026 at 20:11 (St Johns time, GMT-3:30)");
  expect(written("Asia/Kolkata")).toBe("Tuesday 1 December 2026 at 05:11 (Kolkata time, GMT+5:30)");
  expect(written("UTC")).toBe("Monday 30 November 2026 at 23:41 (UTC)");
  expect(dateWords(at, zone("Asia/Tokyo"))).toBe("1 December 2026");
});

test("summer time belongs to the moment, not to the day of writing", () => {
  const zurich = zone("Europe/Zurich");
  expect(timeWords(new Date("2026-10-25T00:30:00Z"), zurich)).toContain("02:30 (Zurich time, GMT+2)");
  expect(timeWords(new Date("2026-10-25T01:30:00Z"), zurich)).toContain("02:30 (Zurich time, GMT+1)");
});
