import { expect, test } from "@playwright/test";
import { evenTime } from "./even-time.ts";

/** What the work answered, and when by its own clock, in milliseconds. */
async function answered(takes: number, work: () => Promise<string>, floor = 60, step = 50) {
  let at = 0;
  const clock = {
    now: () => at,
    sleep: async (milliseconds: number) => {
      at += milliseconds;
    },
  };
  const timed = () => {
    at += takes;
    return work();
  };
  const answer = await evenTime(timed, floor, step, clock).catch((error: Error) => error.message);
  return { answer, at };
}

test("work of different lengths, done or failed, answers at the same steps", async () => {
  const done = async () => "done";
  const failing = async () => Promise.reject(new Error("no"));
  for (const takes of [0, 1, 30, 49.9, 50]) {
    expect(await answered(takes, done)).toEqual({ answer: "done", at: 60 });
    expect(await answered(takes, failing)).toEqual({ answer: "no", at: 60 });
  }
  for (const takes of [50.1, 70, 100])
    expect(await answered(takes, done)).toEqual({ answer: "done", at: 100 });
  expect(await answered(100.1, failing)).toEqual({ answer: "no", at: 150 });
});

test("by the real clock it answers after its work, not before", async () => {
  const order: string[] = [];
  await evenTime(async () => order.push("work"), 5, 5);
  order.push("answer");
  expect(order).toEqual(["work", "answer"]);
});
