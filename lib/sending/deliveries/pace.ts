import { setTimeout as sleep } from "node:timers/promises";

/**
 * Limits how many messages are under way at once, and how long to wait before the next. A request to slow
 * down halves the limit, which then grows back slowly.
 */
export type Pace = {
  readonly limit: number;
  slower(): void;
  faster(): void;
  /** Resolves when the next batch may start, or at once when `signal` fires. */
  ready(signal: AbortSignal): Promise<void>;
};

const longestWait = 60_000;
const goodBeforeFaster = 25;

/**
 * Returns a pace that starts at full speed.
 * `most`: messages under way at full speed. `firstWait`: milliseconds of the first pause, doubled with each
 * further one.
 */
export function makePace(most: number, firstWait = 1000, now = Date.now): Pace {
  let limit = most;
  let wait = 0;
  let until = 0;
  let good = 0;
  return {
    get limit() {
      return limit;
    },
    slower() {
      good = 0;
      // Replies to messages that were under way together are one request to slow down.
      if (now() < until) return;
      limit = Math.max(1, Math.floor(limit / 2));
      wait = Math.min(longestWait, wait === 0 ? firstWait : wait * 2);
      until = now() + wait;
    },
    faster() {
      good += 1;
      if (good < goodBeforeFaster) return;
      good = 0;
      wait = 0;
      limit = Math.min(most, limit + 1);
    },
    async ready(signal) {
      const left = until - now();
      if (left > 0) await sleep(left, undefined, { signal }).catch(() => undefined);
    },
  };
}
