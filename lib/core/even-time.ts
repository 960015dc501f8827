import { setTimeout } from "node:timers/promises";

/**
 * Answers, or throws, only at whole steps of time after `floor` milliseconds: a few milliseconds more or less of work, such as
 * whether an account existed, do not show outside.
 */
export async function evenTime<T>(work: () => Promise<T>, floor = 600, step = 200): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    const spent = performance.now() - start;
    await setTimeout(Math.max(floor, Math.ceil(spent / step) * step) - spent);
  }
}
