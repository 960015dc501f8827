import { expect, test } from "@playwright/test";
import { Ratelimit } from "@upstash/ratelimit";
import { uuidv7 } from "uuidv7";
import { logged } from "#testing/logged.ts";
import { noRedis, startRedis } from "#testing/servers/redis.ts";
import { startUpstash } from "#testing/servers/upstash.ts";
import type { BucketStore } from "./bucket-store.ts";
import { localBuckets } from "./local-buckets.ts";
import { type PlanLimit, planLimits } from "./plan-limits.ts";
import { postgresBuckets } from "./postgres-buckets.ts";
import { rateLimiter } from "./rate-limiter.ts";
import { redisBuckets } from "./redis-buckets.ts";
import { redisClient, upstashClient } from "./redis-client.ts";

test.skip(noRedis !== null, noRedis ?? "");

/** So patient that a busy machine fails no test. */
const MANY_MS = 20_000;

let plain: Awaited<ReturnType<typeof startRedis>>;
let clustered: Awaited<ReturnType<typeof startRedis>>;
let upstash: Awaited<ReturnType<typeof startUpstash>>;
let one: ReturnType<typeof redisClient>;
let several: ReturnType<typeof redisClient>;
const clients: { close: () => void }[] = [];

test.beforeAll(async () => {
  [plain, clustered] = await Promise.all([startRedis(), startRedis({ cluster: true })]);
  upstash = await startUpstash(plain.other, "token");
  one = await connected(plain.port);
  several = await connected(clustered.port, clustered.port);
});
test.afterAll(async () => {
  for (const { close } of clients) close();
  await Promise.all([plain?.stop(), clustered?.stop(), upstash?.stop()]);
});

async function connected(...ports: number[]) {
  const client = redisClient(ports.map((port) => `redis://127.0.0.1:${port}`).join(","), MANY_MS);
  clients.push(client);
  await expect.poll(() => client.run("return 1", ["one"], []).catch(() => null)).toBe(1);
  return client;
}

const stores = (clock: "own" | "caller"): Record<string, BucketStore> => ({
  Postgres: postgresBuckets(clock),
  Redis: redisBuckets(one.run, { clock }),
  "Redis Cluster": redisBuckets(several.run, { clock }),
  Upstash: redisBuckets(upstashClient(upstash.url, "token"), { clock, flags: true }),
});

/** What a bucket must answer, written down once more: full at first, `rate` back at each whole step. */
function reference({ burst, rate, every }: PlanLimit, step = Number.parseInt(every, 10) * 1000) {
  let tokens = burst;
  let at: number | null = null;
  return (now: number) => {
    at ??= now;
    const refills = Math.floor((now - at) / step);
    tokens = Math.min(burst, tokens + refills * rate);
    at += refills * step;
    const success = tokens >= 1;
    if (success) tokens--;
    return { success, remaining: success ? tokens : 0, reset: at + step };
  };
}

test("each store answers a thousand random steps as the plan says", { tag: "@V2.4.1" }, async () => {
  const random = generator(11);
  const real = Date.now;
  let now = 1_800_000_000_000;
  Date.now = () => now;
  try {
    const local = localBuckets(() => now);
    for (const limit of Object.values(planLimits).map((plan) => ({ ...plan, burst: plan.burst / 20 }))) {
      const key = uuidv7();
      const expected = reference(limit);
      const limiters = Object.entries(stores("caller")).map(([name, redis]) => ({
        name,
        of: shared(redis, limit),
      }));
      for (let n = 0; n < 110; n++) {
        now += Math.floor(random() < 0.6 ? random() * 150 : random() * 4000);
        const right = expected(now);
        const { success, remaining, reset } = local(key, limit);
        expect({ success, remaining, reset }, "this process").toEqual(right);
        for (const { name, of } of limiters) {
          const { success, remaining, reset } = await of.limit(key);
          expect({ success, remaining, reset }, name).toEqual(right);
        }
      }
    }
  } finally {
    Date.now = real;
  }
});

test("four hundred requests at once get the burst and no more", { tag: "@V15.4.1" }, async () => {
  const limit = { ...planLimits.starter, every: "600 s" as const };
  for (const [name, redis] of Object.entries(stores("own"))) {
    const limiter = shared(redis, limit);
    const key = uuidv7();
    const all = await Promise.all(Array.from({ length: 400 }, () => limiter.limit(key)));
    expect(
      all.filter(({ success }) => success),
      name,
    ).toHaveLength(100);
  }
});

test("a machine whose clock is an hour ahead refills nobody", async () => {
  const real = Date.now;
  const limit = { ...planLimits.starter, burst: 5, every: "600 s" as const };
  try {
    for (const [name, redis] of Object.entries(stores("own"))) {
      const limiter = shared(redis, limit);
      const key = uuidv7();
      for (let n = 0; n < 5; n++) await limiter.limit(key);
      Date.now = () => real() + 3_600_000;
      expect(await limiter.limit(key), name).toMatchObject({ success: false });
      Date.now = real;
    }
  } finally {
    Date.now = real;
  }
});

test("a Redis that stands still lets nobody through unlimited, nor waits", { tag: "@V13.1.2" }, async () => {
  const limiter = rateLimiter(redisBuckets(one.run));
  const limit = { ...planLimits.starter, burst: 10, every: "600 s" as const };
  await expect.poll(async () => (await limiter.take(uuidv7(), limit)) && limiter.counted.shared).toBe(1);
  const before = limiter.counted.local;
  await plain.admin.client("PAUSE", 600_000, "WRITE");
  const key = uuidv7();
  const answers: { success: boolean }[] = [];
  const lines = await logged(async () => {
    for (let n = 0; n < 25; n++) answers.push(await limiter.take(key, limit));
  });
  await plain.admin.client("UNPAUSE");
  expect(answers.filter(({ success }) => success)).toHaveLength(10);
  expect(limiter.counted).toEqual({ shared: 1, local: before + 25 });
  expect(lines).toContainEqual(expect.objectContaining({ event: "rate-limit-local" }));
});

test("a store is connected to before the first request, however slowly", async () => {
  const good = postgresBuckets();
  const connected = Promise.withResolvers<void>();
  let asked = 0;
  const store = {
    ...good,
    async evalsha(...given: Parameters<BucketStore["evalsha"]>) {
      asked += 1;
      await connected.promise;
      return good.evalsha(...given);
    },
  };
  const limiter = rateLimiter(store, 1);
  const lines = await logged(async () => {
    const opening = limiter.open(planLimits.business);
    await new Promise((turn) => setTimeout(turn, 20)); // far longer than this limiter's patience
    expect(asked).toBe(1);
    connected.resolve();
    await opening;
  });
  expect(limiter.counted).toEqual({ shared: 0, local: 0 });
  expect(lines).toEqual([]);
});

test("a store that fails is asked again after its rest", async () => {
  let broken = true;
  const good = postgresBuckets();
  const store = {
    ...good,
    evalsha: (...given: Parameters<BucketStore["evalsha"]>) =>
      broken ? Promise.reject(new Error("gone")) : good.evalsha(...given),
  };
  const limiter = rateLimiter(store, MANY_MS);
  const key = uuidv7();
  const lines = await logged(async () =>
    expect(await limiter.take(key, planLimits.business)).toMatchObject({ success: true, remaining: 499 }),
  );
  expect(limiter.counted).toEqual({ shared: 0, local: 1 });
  expect(lines).toEqual([expect.objectContaining({ event: "rate-limit-local" })]);
  broken = false;
  await expect
    .poll(async () => (await limiter.take(key, planLimits.business)) && limiter.counted.shared)
    .toBeGreaterThan(0);
});

for (const [plan, limit] of Object.entries(planLimits))
  test(`${plan}: the burst passes, then exactly the plan's rate`, { tag: "@V2.4.1" }, async () => {
    const random = generator(plan.length);
    const start = 1_800_000_000_000;
    let now = start;
    const local = localBuckets(() => now);
    const real = Date.now;
    Date.now = () => now;
    try {
      const burst = { ...limit, burst: limit.burst / 20 };
      const limiters = Object.entries(stores("caller")).map(
        ([name, redis]) => [name, shared(redis, burst)] as const,
      );
      const passed: Record<string, number> = { local: 0 };
      const key = uuidv7();
      const take = async () => {
        if (local(key, burst).success) passed.local = (passed.local ?? 0) + 1;
        for (const [name, limiter] of limiters)
          if ((await limiter.limit(key)).success) passed[name] = (passed[name] ?? 0) + 1;
      };
      for (let n = 0; n < burst.burst + 5; n++) await take();
      for (const [name, n] of Object.entries(passed)) expect(n, `${name} at once`).toBe(burst.burst);

      // More is asked than is given: at each refill the rate, and something in between.
      const step = Number.parseInt(limit.every, 10) * 1000;
      while (now < start + 60_000) {
        now += Math.floor(random() * step) + 1;
        const next = start + Math.ceil((now - start) / step) * step;
        await take();
        now = next;
        for (let n = 0; n <= limit.rate; n++) await take();
      }
      for (const [name, n] of Object.entries(passed))
        expect(n - burst.burst, `${name} in the minute after it`).toBe(limit.perMinute);
    } finally {
      Date.now = real;
    }
  });

const shared = (redis: BucketStore, { rate, every, burst }: PlanLimit) =>
  new Ratelimit({
    redis: redis as ConstructorParameters<typeof Ratelimit>[0]["redis"],
    limiter: Ratelimit.tokenBucket(rate, every, burst),
    ephemeralCache: false,
    timeout: 0,
  });

/** A small generator with a seed, so that a failure repeats. */
function generator(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
