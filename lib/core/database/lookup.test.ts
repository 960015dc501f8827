import { expect, test } from "@playwright/test";
import { count } from "./count.ts";
import { lookup } from "./lookup.ts";
import { single } from "./single.ts";

test("a lookup reads and cannot write; single statements can", async () => {
  expect(await lookup<{ one: number }>`select ${1}::int as one`).toEqual([{ one: 1 }]);
  await expect(lookup`delete from attempt_counters where false`).rejects.toMatchObject({ code: "25006" });
  for (const write of [single, count])
    expect(await write`delete from attempt_counters where false`).toEqual([]);
});
