import { expect, test } from "@playwright/test";
import { takeTurns } from "./take-turns.ts";

/** Runs tasks that end when they are told to, and lists them in the order in which they began. */
function tasks(inTurn: ReturnType<typeof takeTurns>) {
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (owner: string, name: string) =>
    inTurn(owner, () => {
      began.push(name);
      return new Promise<void>((end) => ends.set(name, end));
    });
  return { began, run, end: async (name: string) => ends.get(name)?.() };
}

test("one owner's list takes no more than its share of places", async () => {
  const { began, run } = tasks(takeTurns({ places: 4, each: 2 }));
  for (const name of ["a1", "a2", "a3", "a4"]) void run("a", name);
  void run("b", "b1");
  expect(began).toEqual(["a1", "a2", "b1"]);
});

test("owners who wait are served in turn", async () => {
  const { began, run, end } = tasks(takeTurns({ places: 1, each: 1 }));
  const all = ["a1", "a2", "a3"].map((name) => run("a", name));
  all.push(run("b", "b1"), run("c", "c1"), run("b", "b2"));
  for (let at = 0; at < all.length; at += 1) {
    await expect.poll(() => began.length).toBe(at + 1);
    await end(began[at] ?? "");
  }
  await Promise.all(all);
  expect(began).toEqual(["a1", "a2", "b1", "c1", "a3", "b2"]);
});

test("a failed task frees its place", async () => {
  const inTurn = takeTurns({ places: 1, each: 1 });
  const failing = inTurn("a", () => Promise.reject(new Error("no")));
  const next = inTurn("a", async () => "done");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("done");
});

test("a full queue refuses, and one owner cannot fill it", async () => {
  const queue = { most: 3, ofOne: 2, words: "Try again in a moment." };
  const { began, run, end } = tasks(takeTurns({ places: 1, each: 1, queue }));
  const all = [run("a", "a1"), run("a", "a2"), run("a", "a3")];
  const full = { code: "unavailable", message: "Try again in a moment." };
  await expect(run("a", "a4")).rejects.toMatchObject(full);
  all.push(run("b", "b1"));
  await expect(run("c", "c1")).rejects.toMatchObject(full);
  for (let at = 0; at < all.length; at += 1) {
    await expect.poll(() => began.length).toBe(at + 1);
    await end(began[at] ?? "");
  }
  await Promise.all(all);
  expect(began.sort()).toEqual(["a1", "a2", "a3", "b1"]);
});
