import { expect, test } from "@playwright/test";
import { ownerSql } from "#testing/factories.ts";
import { asTimeZone, browserTimeZone, timeZone, timeZones, timeZonesWith } from "./time-zone.ts";

test("zones are offered under the names they have today", () => {
  for (const zone of [
    "Asia/Kolkata",
    "Europe/Kyiv",
    "Asia/Ho_Chi_Minh",
    "Asia/Yangon",
    "Asia/Kathmandu",
    "America/Nuuk",
    "America/Argentina/Buenos_Aires",
    "America/Argentina/Cordoba",
    "Africa/Asmara",
    "Atlantic/Faroe",
    "Pacific/Chuuk",
    "America/Indiana/Indianapolis",
  ])
    expect(timeZones, zone).toContain(zone);
  for (const old of ["Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires", "America/Godthab"])
    expect(timeZones, old).not.toContain(old);
  expect(new Set(timeZones).size).toBe(timeZones.length);
});

test("old and new names are taken and kept as chosen", () => {
  for (const zone of ["Asia/Calcutta", "Asia/Kolkata", "Europe/Kiev", "US/Pacific", "Etc/GMT+5", "UTC"])
    expect(timeZone.parse(zone), zone).toBe(zone);
  expect(timeZonesWith("Asia/Calcutta")).toContain("Asia/Calcutta");
  expect(timeZonesWith("Asia/Kolkata")).toBe(timeZones);
});

test("offsets, other spellings and no zone at all are refused", () => {
  for (const text of ["", "+02:00", "Mars/Olympus", "europe/london", "Europe/London ", "x".repeat(5000)])
    expect(asTimeZone(text), text.slice(0, 20)).toBeNull();
  expect(timeZone.safeParse("Mars/Olympus").error?.issues[0]?.message).toBe(
    "Choose a time zone from the list.",
  );
  for (const sent of [undefined, 7, "Mars/Olympus", ["UTC"]]) expect(browserTimeZone.parse(sent)).toBeNull();
  expect(browserTimeZone.parse("Asia/Calcutta")).toBe("Asia/Calcutta");
});

test("the database knows every zone that is offered", async () => {
  const known = await ownerSql()<{ name: string }[]>`select name from pg_timezone_names`;
  const names = new Set(known.map(({ name }) => name));
  expect(timeZones.filter((zone) => !names.has(zone))).toEqual([]);
});
