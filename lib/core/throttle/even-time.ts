import { setTimeout as sleep } from "node:timers/promises";

type Clock = { now: () => number; sleep: (milliseconds: number) => Promise<unknown> };

const clock: Clock = { now: () => performance.now(), sleep: (milliseconds: number) => sleep(milliseconds) };

/**
 * Answers, or throws, only at whole steps of time after `floor` milliseconds: a few milliseconds more or less of work, such as
 * whether an account existed, do not show outside.
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
