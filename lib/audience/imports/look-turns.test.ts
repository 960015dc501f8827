import { expect, test } from "@playwright/test";
import { keptLooks } from "./kept-looks.ts";
import { type Looker, lookTurns } from "./look-turns.ts";

/** Begins looks that end when they are told to, and lists those that began. */
function looks() {
  const inTurn = lookTurns();
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const look = (name: string, of: Partial<Looker> = {}) =>
    inTurn({ owner: name, newborn: false, small: false, ...of }, () => {
      began.push(name);
      return new Promise<void>((end) => ends.set(name, end));
    });
  return { began, look, end: (name: string) => ends.get(name)?.() };
}

test("many young workspaces hold up no customer's look", async () => {
  const { began, look } = looks();
  for (let n = 0; n < 25; n += 1) void look(`young${n}`, { newborn: true });
  void look("customer");
  void look("other");
  await expect.poll(() => began).toEqual(["young0", "customer", "other"]);
});

test("one owner's workspaces share that owner's places", async () => {
  const { began, look } = looks();
  for (let n = 0; n < 5; n += 1) void look(`of-one${n}`, { owner: "one" });
  void look("two");
  await expect.poll(() => began).toEqual(["of-one0", "of-one1", "two"]);
});

test("a small table waits for no workbook", async () => {
  const { began, look } = looks();
  for (let n = 0; n < 6; n += 1) void look(`customer${n}`);
  for (let n = 0; n < 6; n += 1) void look(`young${n}`, { newborn: true, small: true });
  void look("small", { small: true });
  await expect.poll(() => began.includes("small")).toBe(true);
  expect(began.filter((name) => name.startsWith("young"))).toHaveLength(2);
});

test("young workspaces take turns among themselves", async () => {
  const { began, look, end } = looks();
  for (const name of ["a1", "a2", "a3"]) void look(name, { owner: "a", newborn: true });
  void look("b", { newborn: true });
  for (const name of ["a1", "a2", "b"]) {
    await expect.poll(() => began.at(-1)).toBe(name);
    end(name);
  }
});

test("one owner's queue is bounded", async () => {
  const { look } = looks();
  for (let n = 0; n < 8; n += 1) void look("one");
  await expect(look("one")).rejects.toMatchObject({ code: "unavailable" });
});

test("what a look found is kept for its upload", async () => {
  const keep = keptLooks<number>();
  let read = 0;
  const look = async () => ++read;
  expect([await keep("a", look), await keep("a", look), await keep("b", look)]).toEqual([1, 1, 2]);
  await expect(keep("c", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await keep("c", look)).toBe(3);
});
