import { type Duration, Ratelimit } from "@upstash/ratelimit";
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

  function limiterOf({ rate, every, burst }: PlanLimit): Ratelimit {
    const name = `${rate}/${every}/${burst}`;
    const found = limiters.get(name) ?? shared(store, { rate, every, burst, name });
    limiters.set(name, found);
    return found;
  }

  /** Takes one request from the bucket `key`. */
  async function take(key: string, limit: PlanLimit): Promise<Taken> {
    if (performance.now() >= restsUntil) {
      try {
        const taken = await within(patience, limiterOf(limit).limit(key));
        counted.shared++;
        return taken;
      } catch (error) {
        restsUntil = performance.now() + REST_MS;
        logError(error, { event: "rate-limit-local" });
      }
    }
    counted.local++;
    return local(key, limit);
  }

  /** Waits for the store as long as it takes, so that the first request finds an open connection. A dead one is told by requests. */
  async function open(limit: PlanLimit): Promise<void> {
    await limiterOf(limit)
      .limit("open")
      .catch(() => {});
  }

  return { take, open, counted };
}

type Named = { rate: number; every: Duration; burst: number; name: string };

// The library's own time-out lets everybody through, and its cache answers for another bucket. So both are off.
const shared = (redis: BucketStore, { rate, every, burst, name }: Named) =>
  new Ratelimit({
    redis: redis as ConstructorParameters<typeof Ratelimit>[0]["redis"],
    limiter: Ratelimit.tokenBucket(rate, every, burst),
    prefix: `mn:rate:${name}`,
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
