import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { connections } from "./connections.ts";
import { count } from "./count.ts";
import { entering } from "./enter.ts";
import { lookup } from "./lookup.ts";
import { readAtOnce } from "./read-at-once.ts";
import { single } from "./single.ts";

test("a lookup reads and cannot write; single statements can", async () => {
  expect(await lookup<{ one: number }>`select ${1}::int as one`).toEqual([{ one: 1 }]);
  await expect(lookup`delete from attempt_counters where false`).rejects.toMatchObject({ code: "25006" });
  for (const write of [single, count])
    expect(await write`delete from attempt_counters where false`).toEqual([]);
});

test("a statement that fails after a row spoils no later result", async () => {
  const failing = "select 1 / (3 - i) from generate_series(1, 5) i";
  const { short, counts, pipes } = connections();
  for (const [pool, read] of [
    [short, () => lookup`select 7 as seven`],
    [counts, () => count`select 7 as seven`],
  ] as const) {
    await expect(pool.unsafe(failing)).rejects.toMatchObject({ code: "22012" });
    expect(await read()).toStrictEqual([{ seven: 7 }]);
  }
  const failed = await Promise.allSettled(pipes.map((pipe) => pipe.unsafe(failing)));
  expect(failed.map(({ status }) => status)).toEqual(pipes.map(() => "rejected"));
  const reads = pipes.map(() => readAtOnce(entering(null, null), sql`select 7 as seven`));
  expect(await Promise.all(reads)).toStrictEqual(pipes.map(() => [{ seven: 7 }]));
});
