import { expect, test } from "@playwright/test";
import { BusyError, createSemaphore } from "./semaphore.ts";

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
