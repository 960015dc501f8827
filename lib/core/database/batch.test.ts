import { expect, test } from "@playwright/test";
import { batched } from "./batch.ts";

test("waiting requests of one key run as one batch in order", async () => {
  const groups: number[][] = [];
  const gates: (() => void)[] = [];
  const ask = batched(async (items: number[]) => {
    groups.push(items);
    await new Promise<void>((open) => gates.push(open));
    return items.map((item) => item * 10);
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const first = ask("a", 1);
  await turn();
  const second = ask("a", 2);
  await turn();
  expect(groups, "nobody waits for company").toEqual([[1], [2]]);
  const waiting = [3, 4, 5].map((item) => ask("a", item));
  const other = ask("b", 6);
  await turn();
  expect(groups).toEqual([[1], [2], [6]]);
  gates[0]?.();
  expect(await first).toBe(10);
  await turn();
  expect(groups.at(-1)).toEqual([3, 4, 5]);
  for (const open of gates) open();
  expect(await Promise.all([second, other, ...waiting])).toEqual([20, 60, 30, 40, 50]);
});

test("a failed request fails alone, and a batch holds a hundred", async () => {
  const sizes: number[] = [];
  const ask = batched(async (items: number[]) => {
    sizes.push(items.length);
    if (items.includes(7)) throw new Error("seven");
    return items.map((item) => -item);
  });
  const answers = await Promise.allSettled(Array.from({ length: 250 }, (_, n) => ask("a", n)));
  expect(answers.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(answers[7]).toMatchObject({ status: "rejected", reason: { message: "seven" } });
  expect(answers[249]).toEqual({ status: "fulfilled", value: -249 });
  expect(Math.max(...sizes)).toBe(100);
});
