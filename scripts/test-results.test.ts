import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { testFolder } from "./test-folder.ts";
import { resultsFolder } from "./test-results.ts";

test("each run has its own results until they are old", () => {
  const all = join(testFolder(), "test-results");
  const first = resultsFolder(all);
  writeFileSync(join(first, "trace.zip"), "x");
  const second = resultsFolder(all);
  expect(second).not.toBe(first);
  expect(existsSync(join(first, "trace.zip"))).toBe(true);

  const old = join(all, "from-long-ago");
  mkdirSync(old);
  const then = Date.now() / 1000 - 3 * 86_400;
  utimesSync(old, then, then);
  resultsFolder(all);
  expect([old, first, second].map((folder) => existsSync(folder))).toEqual([false, true, true]);
});

test("failures of two runs are kept apart", () => {
  expect(test.info().project.outputDir).toMatch(/\/test-results\/[^/]+(\/unit)?$/);
});
