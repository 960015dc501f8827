import { env } from "#lib/env.ts";
import type { BucketStore } from "./bucket-store.ts";
import type { Taken } from "./local-buckets.ts";
import { type PlanLimit, planLimits } from "./plan-limits.ts";
import { postgresBuckets } from "./postgres-buckets.ts";
import { rateLimiter } from "./rate-limiter.ts";
import { redisBuckets } from "./redis-buckets.ts";
import { redisClient, upstashClient } from "./redis-client.ts";

let limiter: ReturnType<typeof rateLimiter> | undefined;

/** Takes one request of a workspace from its bucket: in Upstash or Redis where one is set, in Postgres otherwise. */
export const takeRequest = (workspaceId: string, limit: PlanLimit): Promise<Taken> =>
  theLimiter().take(workspaceId, limit);

/** Connects to where requests are counted, before the first of them. */
export const openLimits = (): Promise<void> => theLimiter().open(planLimits.business);

function theLimiter() {
  limiter ??= rateLimiter(chosenStore());
  return limiter;
}

/** Returns where this process counted requests so far. */
export const countedRequests = () => limiter?.counted ?? { shared: 0, local: 0 };

function chosenStore(): BucketStore {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: redis } = env();
  if (url && token) return redisBuckets(upstashClient(url, token), { flags: true });
  return redis ? redisBuckets(redisClient(redis).run) : postgresBuckets();
}
