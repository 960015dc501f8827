import type { PlanLimit } from "./plan-limits.ts";
import { stepOf } from "./step-of.ts";

/** One answer of a limit. `reset` is the time of the next refill, in ms since 1970. */
export type Taken = { success: boolean; limit: number; remaining: number; reset: number };

const most = 10_000;

/**
 * Buckets in this process, for the time that the shared ones do not answer. Each process then counts for itself, so that
 * nobody is unlimited and nobody waits. The oldest is forgotten past 10,000.
 */
export function localBuckets(now: () => number = Date.now) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return function take(key: string, { burst, rate, every }: PlanLimit): Taken {
    const step = stepOf({ every });
    const time = now();
    const found = buckets.get(key) ?? { tokens: burst, at: time };
    const refills = Math.max(0, Math.floor((time - found.at) / step));
    const tokens = Math.min(burst, found.tokens + refills * rate);
    const at = found.at + refills * step;
    const success = tokens >= 1;
    buckets.delete(key);
    buckets.set(key, { tokens: success ? tokens - 1 : tokens, at });
    const [oldest] = buckets.keys();
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
    return { success, limit: burst, remaining: Math.max(0, tokens - 1), reset: at + step };
  };
}
