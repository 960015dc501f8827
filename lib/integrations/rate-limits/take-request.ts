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

/**
 * Asks Postgres for a key and a token together, where Postgres keeps the buckets. Null where something else does, or when there was no
 * answer in time: `takeRequest` then counts in this process.
 */
export async function takenWith<R extends { taken: Taken | null }>(ask: () => Promise<R>): Promise<R | null> {
  const { attempt, counted } = theLimiter();
  const answer = inPostgres() ? await attempt(ask) : null;
  if (answer?.taken) counted.shared++;
  return answer;
}

/** Connects to where requests are counted, before the first of them. */
export const openLimits = (): Promise<void> => theLimiter().open(planLimits.business);

function theLimiter() {
  limiter ??= rateLimiter(chosenStore());
  return limiter;
}

/** Returns where this process counted requests so far. */
export const countedRequests = () => limiter?.counted ?? { shared: 0, local: 0 };

const inPostgres = () =>
  !(env().UPSTASH_REDIS_REST_URL && env().UPSTASH_REDIS_REST_TOKEN) && !env().REDIS_URL;

function chosenStore(): BucketStore {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: redis } = env();
  if (url && token) return redisBuckets(upstashClient(url, token), { flags: true });
  return redis && !inPostgres() ? redisBuckets(redisClient(redis).run) : postgresBuckets();
}
