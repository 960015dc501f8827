import { expect, test } from "@playwright/test";
import type { TimeZone } from "./time-zone.ts";
import { afterGap, asWallTime, momentsAt, wallTimeIn } from "./wall-clock.ts";

const zone = (name: string) => name as TimeZone;
const at = (day: string, time: string, name: string) =>
  momentsAt(day, time, zone(name)).map((moment) => moment.toISOString());

test("a time of the clock names its moment in a zone", () => {
  expect(at("2026-12-03", "09:00", "Europe/Zurich")).toEqual(["2026-12-03T08:00:00.000Z"]);
  expect(at("2026-07-03", "09:00", "Europe/Zurich")).toEqual(["2026-07-03T07:00:00.000Z"]);
  expect(at("2026-07-03", "09:00", "Asia/Kathmandu")).toEqual(["2026-07-03T03:15:00.000Z"]);
  expect(at("2026-07-03", "00:30", "Pacific/Kiritimati")).toEqual(["2026-07-02T10:30:00.000Z"]);
  expect(at("2026-07-03", "23:30", "America/St_Johns")).toEqual(["2026-07-04T02:00:00.000Z"]);
});

test("a skipped hour of spring has no moment", () => {
  expect(at("2026-03-29", "02:30", "Europe/Zurich")).toEqual([]);
  expect(at("2027-03-14", "02:00", "America/New_York")).toEqual([]);
  expect(at("2026-10-04", "02:15", "Australia/Lord_Howe")).toEqual([]);
  expect(at("2026-03-29", "03:00", "Europe/Zurich")).toEqual(["2026-03-29T01:00:00.000Z"]);
});

test("a repeated hour of autumn has two moments, earliest first", () => {
  expect(at("2026-10-25", "02:30", "Europe/Zurich")).toEqual([
    "2026-10-25T00:30:00.000Z",
    "2026-10-25T01:30:00.000Z",
  ]);
  expect(at("2027-04-04", "01:45", "Australia/Lord_Howe")).toHaveLength(2);
});

test("the time after a gap is the first that exists", () => {
  expect(afterGap("2026-03-29", "02:00", zone("Europe/Zurich"))).toBe("03:00");
  expect(afterGap("2026-03-29", "02:59", zone("Europe/Zurich"))).toBe("03:00");
  expect(afterGap("2026-10-04", "02:15", zone("Australia/Lord_Howe"))).toBe("02:30");
  expect(afterGap("2027-03-28", "00:10", zone("Atlantic/Azores"))).toBe("01:00");
});

test("every minute of a year is found in its zone again", () => {
  for (const name of ["Europe/Zurich", "Africa/Casablanca", "America/Santiago", "Asia/Gaza"]) {
    for (let t = Date.UTC(2026, 0, 1); t < Date.UTC(2027, 0, 1); t += 7 * 3600_000 + 11 * 60_000) {
      const moment = new Date(t);
      const day = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: name }).format(moment);
      expect(at(day, wallTimeIn(zone(name), moment), name)).toContain(moment.toISOString());
    }
  }
});

test("a time of the clock is read strictly", () => {
  expect(asWallTime("09:30")).toBe("09:30");
  expect(asWallTime("09:30:00")).toBe("09:30");
  for (const wrong of ["", "9:30", "24:00", "12:60", "09:30:01", "09:30 am", "٠٩:٣٠"])
    expect(asWallTime(wrong)).toBeNull();
});
