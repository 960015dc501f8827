import { expect, test } from "@playwright/test";
import { lookup } from "./lookup.ts";
import { single } from "./single.ts";

test("a lookup reads and cannot write; a single statement can", async () => {
  expect(await lookup<{ one: number }>`select ${1}::int as one`).toEqual([{ one: 1 }]);
  await expect(lookup`delete from attempt_counters where false`).rejects.toMatchObject({ code: "25006" });
  expect(await single`delete from attempt_counters where false`).toEqual([]);
});
