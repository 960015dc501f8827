import { setTimeout } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { evenTime } from "./even-time.ts";

const timed = async (work: () => Promise<unknown>) => {
  const start = performance.now();
  const answer = await evenTime(work, 60, 50).catch((error: Error) => error.message);
  return { answer, spent: performance.now() - start };
};

test("work of different lengths, done or failed, answers at the same steps", async () => {
  const quick = await timed(async () => "done");
  const slower = await timed(() => setTimeout(30, "done"));
  const failed = await timed(async () => Promise.reject(new Error("no")));
  for (const { spent } of [quick, slower, failed]) expect(spent).toBeGreaterThanOrEqual(59);
  // The quickest of five: what else the machine does only ever adds.
  const quickest = async (work: () => Promise<unknown>) => {
    const times = [];
    for (let n = 0; n < 5; n++) times.push((await timed(work)).spent);
    return Math.min(...times);
  };
  const apart = (await quickest(() => setTimeout(30))) - (await quickest(async () => {}));
  expect(Math.abs(apart)).toBeLessThan(25);
  expect([quick.answer, failed.answer]).toEqual(["done", "no"]);
  expect((await timed(() => setTimeout(70))).spent).toBeGreaterThanOrEqual(99);
});
