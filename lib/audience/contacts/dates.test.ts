import { expect, test } from "@playwright/test";
import { OrderOfDays, readDay } from "./dates.ts";
import { dayProblem, endOf } from "./grounds.ts";

const spellings =
  `2026-03-02|2026-03-02T23:30:00Z|2026-03-02T23:30:00-05:00|2026-03-02 00:10:00 +1400|2026/3/2|20260302|20260302T101500Z|2.3.2026
|02.03.26|2 March 2026|March 2nd, 2026 at 10:00 am|Mar 2, 2026|2-Mar-26|2. März 2026|2 de marzo de 2026|2 mars 2026|lun. 2 mars 2026|2 марта 2026 г.
|2 marca 2026|2. března 2026|2 Μαρτίου 2026|2 Mart 2026|2. maaliskuuta 2026|2026. március 2.|2026年3月2日|2026년 3월 2일|٢ مارس ٢٠٢٦|2 במרץ 2026
|Mon, 02 Mar 2026 10:00:00 +0000|Mon Mar 02 2026 10:00:00 GMT+0100 (Central European Standard Time)|46083|46083,75|1772409600|1772409600000`
    .replaceAll("\n", "")
    .split("|");

test("a date is read in every usual spelling, by its written day", () => {
  for (const text of spellings) expect(readDay(text, { order: null }), text).toEqual({ day: "2026-03-02" });
  expect(readDay("45123", { order: null }).day).toBe("2023-07-16");
  expect(readDay("45123", { order: null, since1904: true }).day).toBe("2027-07-17");
  expect(readDay("12/31/99", { order: null }).day).toBe("1999-12-31");
});

test("a local date waits for its column's order", () => {
  expect(readDay("02/03/2026", { order: null })).toEqual({ day: null, why: "ambiguous" });
  expect(readDay("02/03/2026", { order: "dmy" }).day).toBe("2026-03-02");
  expect(readDay("02/03/2026", { order: "mdy" }).day).toBe("2026-02-03");
  expect(readDay("3/25/2026, 10:15:00 AM", { order: null }).day).toBe("2026-03-25");
  expect(readDay("25/03/2026", { order: "mdy" }), "against the column").toEqual({ day: null, why: "unread" });
});

test("what is no day is not read", () => {
  for (const text of [
    "last spring",
    "2026-02-30",
    "31/02/2026",
    "2",
    "2026",
    "#VALUE!",
    "1,71E+09",
    "2 Smarch 2026",
    "9".repeat(500),
  ])
    expect(readDay(text, { order: null }), text.slice(0, 20)).toEqual({ day: null, why: "unread" });
});

test("the whole column decides which number is the day", () => {
  const orderOf = (...values: string[]) => {
    const order = new OrderOfDays("2026-11-30");
    for (const value of values) order.add(value);
    return order.order;
  };
  expect(orderOf("02/03/2026", "25/03/2026")).toBe("dmy");
  expect(orderOf("02/03/2026", "03/25/2026")).toBe("mdy");
  expect(orderOf("02/03/2026")).toBe("ask");
  expect(orderOf("25/03/2026", "03/25/2026")).toBe("ask");
  expect(orderOf("05/12/2026"), "5 December lies ahead").toBe("mdy");
  expect(orderOf("2026-03-02", "03/03/2026", "2.3.2026")).toBeNull();
});

test("implied consent ends by calendar months from its day", { tag: "@CA2" }, () => {
  expect(endOf("implied_purchase", "2024-02-29")).toBe("2026-02-28");
  expect(endOf("implied_inquiry", "2025-08-31")).toBe("2026-02-28");
  expect(endOf("implied_inquiry", "2026-01-15")).toBe("2026-07-15");
  expect(endOf("express", "2019-01-01")).toBeNull();
  expect(dayProblem("implied_purchase", "2024-11-30", "2026-11-30")).toBe("lapsed");
  expect(dayProblem("implied_purchase", "2024-12-01", "2026-11-30")).toBeNull();
  expect(dayProblem("express", "2026-12-01", "2026-11-30")).toBe("future");
  expect(dayProblem("express", "1889-01-01", "2026-11-30")).toBe("too_old");
});
