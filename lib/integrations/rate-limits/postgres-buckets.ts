import { count } from "#lib/core/database/count.ts";
import type { BucketStore } from "./bucket-store.ts";

type Row = { taken: number; left_over: number; reset: string };

/**
 * Keeps buckets in Postgres, with the semantics of the library's own script: `rate` tokens come back every `every`
 * milliseconds, and a refusal writes nothing. One call of a function takes one token, by the database's clock. `clock` "caller"
 * is for tests, which cannot set the database's.
 */
export const postgresBuckets = (clock: "own" | "caller" = "own"): BucketStore => ({
  async evalsha(_hash, [key = ""], args) {
    const [burst, every, rate, theirs, cost] = args.map(Number) as [number, number, number, number, number];
    if (cost !== 1) throw new Error("A request takes one token.");
    const now = clock === "caller" ? theirs : null;
    const [row] = await count<Row>`select * from take_tokens(${key}, ${burst}, ${every}, ${rate}, 1, ${now})`;
    if (!row) throw new Error("The bucket returned no row.");
    return [row.taken === 1 ? row.left_over : -1, Number(row.reset), burst];
  },
  eval: () => Promise.reject(new Error("Postgres runs no script.")),
  get: () => Promise.resolve(null),
  set: () => Promise.reject(new Error("Postgres keeps no limits that change.")),
});
