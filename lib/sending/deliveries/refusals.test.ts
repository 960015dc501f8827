import { expect, test } from "@playwright/test";
import { type Held, lastRunOf, runOf, watchRefusals } from "./refusals.ts";

const held = (n: number, reply: string): Held => ({
  contactId: String(n),
  email: `reader${n}@example.com`,
  reason: "bounced",
  reply,
});
const many = (count: number, reply: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => held(n, reply(n)));
const bare = () => "550 No such user here";
const named = (n: number) => `550 5.1.1 <reader${n}@example.com>: User unknown`;

test("five equal answers that prove nothing are a run, four are not", () => {
  expect(runOf(many(4, bare))).toBeNull();
  expect(runOf(many(5, bare))).toMatchObject({ refused: 5, equal: true });
  expect(runOf(many(5, bare), 2), "twice as patient after a decision").toBeNull();
  expect(runOf(many(10, bare), 2)).toMatchObject({ refused: 10 });
});

test("ten answers in a row are a run, whatever they name", () => {
  expect(runOf(many(9, named))).toBeNull();
  expect(runOf(many(10, named))).toMatchObject({ refused: 10 });
});

test("refusals of the sender are of one kind in any words", () => {
  const words = [
    "550 5.7.1 spam",
    "554 5.7.26 SPF failed",
    "550 blocked by reputation",
    "554 banned",
    "550 junk",
  ];
  expect(runOf(words.map((reply, n) => held(n, reply)))).toMatchObject({ refused: 5 });
});

test("only a message begun after a refusal makes it believable", () => {
  const watch = watchRefusals({ adopted: [], patience: 1 });
  const [first, second] = many(2, bare) as [Held, Held];
  watch.refused(first, 10);
  watch.refused(second, 20);
  expect(watch.went(5), "begun before both").toEqual([]);
  expect(watch.went(15)).toEqual([first]);
  expect(watch.went(15)).toEqual([]);
  expect(watch.went(30)).toEqual([second]);
});

test("a success ends the row, and proves what a dead worker left", () => {
  const left = many(4, bare);
  const watch = watchRefusals({ adopted: left, patience: 1 });
  expect(watch.run).toBeNull();
  watch.refused(held(9, bare()), 1);
  expect(watch.run).toMatchObject({ refused: 5 });

  const again = watchRefusals({ adopted: left, patience: 1 });
  expect(again.went(0)).toEqual(left);
  again.refused(held(9, bare()), 1);
  expect(again.run).toBeNull();
});

test("a whole list refused is asked about unless few are named", () => {
  expect(lastRunOf(many(3, named), false)).toBeNull();
  expect(lastRunOf(many(5, named), false)).toMatchObject({ refused: 5 });
  expect(lastRunOf(many(1, bare), false)).toBeNull();
  expect(lastRunOf(many(2, bare), false)).toMatchObject({ refused: 2 });
  expect(lastRunOf(many(2, bare), true)).toBeNull();
  expect(lastRunOf(many(3, bare), true)).toMatchObject({ refused: 3 });
  expect(lastRunOf(many(4, named), true)).toBeNull();
  expect(lastRunOf(many(5, named), true)).toMatchObject({ refused: 5 });
});
