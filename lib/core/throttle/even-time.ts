import { setTimeout as sleep } from "node:timers/promises";

type Clock = { now: () => number; sleep: (milliseconds: number) => Promise<unknown> };

const clock: Clock = { now: () => performance.now(), sleep: (milliseconds: number) => sleep(milliseconds) };

/**
 * Returns the result of `work`, or throws its error, only at whole steps of time. So an attacker cannot tell from a few
 * milliseconds of work whether, for example, an account exists. `floor` (the shortest time) and `step` are in milliseconds.
 */
export async function evenTime<T>(
  work: () => Promise<T>,
  floor = 600,
  step = 200,
  { now, sleep }: Clock = clock,
): Promise<T> {
  const start = now();
  try {
    return await work();
  } finally {
    const spent = now() - start;
    await sleep(Math.max(floor, Math.ceil(spent / step) * step) - spent);
  }
}
