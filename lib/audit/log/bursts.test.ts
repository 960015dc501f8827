import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { isBurst, LEAST_OF_A_BURST, usualOf } from "./bursts.ts";

const bursts = (counts: number[]) => counts.filter((count) => isBurst(count, usualOf(counts)));

test("a day far above others is unusual beside another such day", () => {
  expect(bursts([12, 9, 14, 11, 10, 13, 190, 12])).toEqual([190]);
  expect(bursts([12, 9, 14, 11, 10, 13, 190, 240])).toEqual([190, 240]);
  expect(usualOf([12, 9, 14, 11, 10, 13, 190, 240]).median).toBe(12.5);
});

test("ordinary variation and a small first day are not unusual", () => {
  expect(bursts([80, 120, 60, 150, 95, 0, 5, 110])).toEqual([]);
  expect(bursts([0, 0, 0, 0, 0, 0, LEAST_OF_A_BURST - 1])).toEqual([]);
  expect(bursts([0, 0, 0, 0, 0, 0, LEAST_OF_A_BURST])).toEqual([LEAST_OF_A_BURST]);
  expect(bursts([])).toEqual([]);
});

test("in its first week nothing about a log is unusual yet", () => {
  expect(bursts([460])).toEqual([]);
  expect(bursts([2, 3, 2, 1, 2, 460])).toEqual([]);
  expect(bursts([2, 3, 2, 1, 2, 2, 460])).toEqual([460]);
});

test("most days are never unusual, whatever they hold", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 90 }), (counts) => {
      expect(bursts(counts).length).toBeLessThanOrEqual(counts.length / 2);
      expect(Math.min(...bursts(counts), LEAST_OF_A_BURST)).toBe(LEAST_OF_A_BURST);
    }),
  );
});
