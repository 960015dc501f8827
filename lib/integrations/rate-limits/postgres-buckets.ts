import { count } from "#lib/core/database/count.ts";
import type { BucketStore } from "./bucket-store.ts";

/**
 * Keeps buckets in Postgres, with the semantics of the library's own script: `rate` tokens come back every `every`
 * milliseconds, and a refusal writes nothing. One atomic statement takes the tokens, by the database's clock. `clock` "caller"
 * is for tests, which cannot set the database's.
 */
export const postgresBuckets = (clock: "own" | "caller" = "own"): BucketStore => ({
  async evalsha(_hash, [key = ""], args) {
    const [burst, every, rate, theirs, cost] = args.map(Number) as [number, number, number, number, number];
    const now = clock === "caller" ? theirs : null;
    const [row] = await count<{ tokens: number; reset: string }>`
      with t as (select coalesce(${now}::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now),
      taken as (
        insert into rate_buckets as b (key, tokens, refilled_at)
        select ${key}::text, ${burst}::int - ${cost}::int, t.now from t where ${cost}::int <= ${burst}::int
        on conflict (key) do update set
          tokens = least(${burst}::int, b.tokens + greatest(0, (excluded.refilled_at - b.refilled_at) / ${every}::int)::int * ${rate}::int) - ${cost}::int,
          refilled_at = b.refilled_at + greatest(0, (excluded.refilled_at - b.refilled_at) / ${every}::int) * ${every}::int
        where least(${burst}::int, b.tokens + greatest(0, (excluded.refilled_at - b.refilled_at) / ${every}::int)::int * ${rate}::int) >= ${cost}::int
        returning tokens, refilled_at + ${every}::int as reset
      )
      select tokens, reset from taken
      union all
      select -1, coalesce(
        (select b.refilled_at + (greatest(0, (t.now - b.refilled_at) / ${every}::int) + 1) * ${every}::int from rate_buckets b where b.key = ${key}::text),
        t.now + ${every}::int)
      from t where not exists (select from taken)`;
    if (!row) throw new Error("The bucket returned no row.");
    return [row.tokens, Number(row.reset), burst];
  },
  eval: () => Promise.reject(new Error("Postgres runs no script.")),
  get: () => Promise.resolve(null),
  set: () => Promise.reject(new Error("Postgres keeps no limits that change.")),
});
