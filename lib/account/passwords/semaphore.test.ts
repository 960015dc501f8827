import { expect, test } from "@playwright/test";
import { BusyError, createSemaphore, type Turn } from "./semaphore.ts";

const doors = () => {
  const open: (() => void)[] = [];
  const work = (name: string, order: string[]) => () =>
    new Promise<string>((resolve) => {
      order.push(name);
      open.push(() => resolve(name));
    });
  return { open, work };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the semaphore runs its limit, keeps order and refuses overflow", async () => {
  const semaphore = createSemaphore({ limit: 2, queue: 2, secondsToClear: 7 });
  const { open, work } = doors();
  const order: string[] = [];
  const results = ["a", "b", "c", "d"].map((name) => semaphore(work(name, order)));
  const refused = await semaphore(work("e", order)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(BusyError);
  expect((refused as BusyError).retryAfter).toBe(7);
  expect(order).toEqual(["a", "b"]);

  open[1]?.();
  await settle();
  expect(order).toEqual(["a", "b", "c"]);
  open[0]?.();
  open[2]?.();
  await settle();
  open[3]?.();
  expect(await Promise.all(results)).toEqual(["a", "b", "c", "d"]);
});

test("a work that fails gives its place back", async () => {
  const semaphore = createSemaphore({ limit: 1, queue: 1, secondsToClear: 1 });
  for (let i = 0; i < 5; i++) {
    await expect(semaphore(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    const thrown = semaphore(() => {
      throw new Error("at once");
    });
    await expect(thrown).rejects.toThrow("at once");
  }
  expect(await semaphore(async () => "yes")).toBe("yes");
});

test("never more than the limit at once, whatever comes in between", async () => {
  const semaphore = createSemaphore({ limit: 3, queue: 500, secondsToClear: 1 });
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await settle();
    running--;
  };
  const first = Array.from({ length: 200 }, () => semaphore(work));
  await settle();
  await Promise.all([...first, ...Array.from({ length: 200 }, () => semaphore(work))]);
  expect(most).toBe(3);
});

/** A semaphore of one place that is taken, and what starts in which order once it is given back. */
function taken(queue = 64) {
  const semaphore = createSemaphore({ limit: 1, queue, secondsToClear: 8 });
  const order: string[] = [];
  let release = () => {};
  const first = semaphore(() => new Promise<void>((resolve) => (release = resolve)));
  const ask = (name: string, turn: Turn) =>
    semaphore(async () => void order.push(name), turn).catch((error: BusyError) => `busy ${error.full}`);
  const giveBack = async () => {
    release();
    await first;
  };
  return { ask, order, release: giveBack };
}

const visitor = (network: string, upTo = 64): Turn => ({ networks: [network], upTo });

test("a known caller waits for a few tasks, however many visitors wait", async () => {
  const { ask, order, release } = taken();
  const flood = Array.from({ length: 60 }, (_, n) => ask(`visitor ${n}`, visitor(`network ${n}`)));
  const own = [ask("known", { known: "device a" }), ask("step-up", { known: "user b" })];
  await release();
  await Promise.all([...flood, ...own]);
  expect(order).toHaveLength(62);
  expect(order.indexOf("known")).toBeLessThanOrEqual(1);
  expect(order.indexOf("step-up")).toBeLessThanOrEqual(2);
});

test("known callers do not shut visitors out", async () => {
  const { ask, order, release } = taken();
  const all = Array.from({ length: 40 }, (_, n) => ask("known", { known: `device ${n}` }));
  all.push(ask("visitor", visitor("network")));
  await release();
  await Promise.all(all);
  expect(order.indexOf("visitor")).toBeLessThanOrEqual(4);
});

test("two of each network an address is in wait", async () => {
  const { ask, order, release } = taken();
  const all = [1, 2, 3].map((n) => ask(`a${n}`, visitor("a")));
  all.push(...[1, 2, 3].map((n) => ask(`site${n}`, { networks: [`/64 ${n}`, "/48"], upTo: 64 })));
  await release();
  expect(await Promise.all(all)).toEqual([
    undefined,
    undefined,
    "busy caller",
    undefined,
    undefined,
    "busy caller",
  ]);
  expect(order).toEqual(["a1", "a2", "site1", "site2"]);
});

test("under pressure a visitor waits only with a proof", async () => {
  const { ask, release } = taken();
  const all = Array.from({ length: 12 }, (_, n) => ask("unproved", visitor(`network ${n}`, 12)));
  const late = ask("late", visitor("late", 12));
  const proved = ask("proved", visitor("proved", 64));
  await release();
  await Promise.all(all);
  expect([await late, await proved]).toEqual(["busy visitors", undefined]);
});
