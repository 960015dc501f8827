import { Ratelimit } from "@upstash/ratelimit";
import { logError } from "#lib/core/log.ts";
import type { BucketStore } from "./bucket-store.ts";
import { localBuckets, type Taken } from "./local-buckets.ts";
import { PATIENCE_MS } from "./patience.ts";
import type { PlanLimit } from "./plan-limits.ts";

/** For how long the shared buckets are not asked after they did not answer. */
const REST_MS = 1000;

/** Where requests were counted so far, for the metrics. */
type Counted = { shared: number; local: number };

/**
 * Limits requests by token buckets in `store`. When it fails or does not answer within `patience` ms, this process counts by
 * itself for a second: never unlimited, never down.
 */
export function rateLimiter(store: BucketStore, patience: number = PATIENCE_MS) {
  const limiters = new Map<string, Ratelimit>();
  const local = localBuckets();
  const counted: Counted = { shared: 0, local: 0 };
  let restsUntil = 0;

  function limiterOf(limit: PlanLimit): Ratelimit {
    const prefix = prefixOf(limit);
    const found = limiters.get(prefix) ?? shared(store, limit);
    limiters.set(prefix, found);
    return found;
  }

  /** Takes one request from the bucket `key`. */
  async function take(key: string, limit: PlanLimit): Promise<Taken> {
    const taken = await attempt(() => limiterOf(limit).limit(key));
    if (taken) counted.shared++;
    else counted.local++;
    return taken ?? local(key, limit);
  }

  /** Asks the shared buckets. Null while they rest, and when they fail or do not answer in time. */
  async function attempt<R>(ask: () => Promise<R>): Promise<R | null> {
    if (performance.now() < restsUntil) return null;
    try {
      return await within(patience, ask());
    } catch (error) {
      restsUntil = performance.now() + REST_MS;
      logError(error, { event: "rate-limit-local" });
      return null;
    }
  }

  /** Waits for the store as long as it takes, so that the first request finds an open connection. A dead one is told by requests. */
  async function open(limit: PlanLimit): Promise<void> {
    await limiterOf(limit)
      .limit("open")
      .catch(() => {});
  }

  return { take, attempt, open, counted };
}

/** Returns what the key of a bucket begins with, before a colon and whose it is. Another limit has other buckets. */
export const prefixOf = ({ rate, every, burst }: PlanLimit) => `mn:rate:${rate}/${every}/${burst}`;

// The library's own time-out lets everybody through, and its cache answers for another bucket. So both are off.
const shared = (redis: BucketStore, limit: PlanLimit) =>
  new Ratelimit({
    redis: redis as ConstructorParameters<typeof Ratelimit>[0]["redis"],
    limiter: Ratelimit.tokenBucket(limit.rate, limit.every, limit.burst),
    prefix: prefixOf(limit),
    ephemeralCache: false,
    timeout: 0,
    analytics: false,
  });

async function within<R>(milliseconds: number, work: Promise<R>): Promise<R> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("The rate limits do not answer.")), milliseconds);
  work.catch(() => {}); // it may fail after the wait is over
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
