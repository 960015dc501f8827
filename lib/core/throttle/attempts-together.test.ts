import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import type { AttemptLimit } from "./attempts.ts";
import { countTogether } from "./attempts-together.ts";

const limit = (name: string, max: number): AttemptLimit => ({ name: `test:${name}`, max, windowSeconds: 60 });
const settled = async (asked: Promise<unknown>[]) =>
  (await Promise.allSettled(asked)).filter(({ status }) => status === "fulfilled").length;
const read = async (of: AttemptLimit, key: string) => (await countTogether({ read: [of, key] })).known;

test("attempts counted together are counted one by one", async () => {
  const key = uuidv7();
  const five = limit("five", 5);
  expect(await settled(Array.from({ length: 150 }, () => countTogether({ take: [[five, key]] })))).toBe(5);
  expect(await read(five, key)).toBe(150);
  expect(await read(five, uuidv7())).toBe(0);
  const one = limit("one", 1);
  const left = await Promise.all(Array.from({ length: 3 }, () => countTogether({ count: [one, key] })));
  expect(left.map((each) => each.left).toSorted((a, b) => a - b)).toEqual([-2, -1, 0]);
});

test("what one limit refuses uses up no other", async () => {
  const [first, second, third] = [uuidv7(), uuidv7(), uuidv7()];
  const two = limit("two", 2);
  const many = limit("many", 100);
  const asked = Array.from({ length: 40 }, () =>
    countTogether({
      take: [
        [two, first],
        [many, second],
      ],
      count: [many, third],
    }),
  );
  expect(await settled(asked)).toBe(2);
  expect([await read(many, second), await read(many, third)]).toEqual([2, 2]);
  await expect(countTogether({ take: [[two, first]] })).rejects.toMatchObject({ code: "tooOften" });
});

test("callers with keys in opposite orders do not block each other", async () => {
  const keys = Array.from({ length: 30 }, () => uuidv7());
  const most = limit("most", 1_000_000);
  const asked = Array.from({ length: 20 }, (_, round) => {
    const order = round % 2 ? keys : keys.toReversed();
    return countTogether({ take: order.map((key) => [most, key] as const) });
  });
  expect(await settled(asked)).toBe(20);
  expect(await read(most, keys[0] ?? "")).toBe(20);
});
