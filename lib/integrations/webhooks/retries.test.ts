import { expect, test } from "@playwright/test";
import { waitAfter, waits } from "./retries.ts";

test("waits grow from seconds to a day, and end after ten", () => {
  expect(waits).toHaveLength(10);
  for (const [at, wait] of waits.entries()) expect(wait).toBeGreaterThan(waits[at - 1] ?? 0);
  expect([waitAfter(1, null), waitAfter(10, null)]).toEqual([5, 86_400]);
  expect(waitAfter(11, null)).toBeNull();
});

test("an address that names a time is not asked before it", () => {
  expect(waitAfter(1, 7200)).toBe(7200);
  expect(waitAfter(10, 60)).toBe(86_400);
});
