import { expect, test } from "@playwright/test";
import { logError } from "#lib/core/log.ts";
import { linesIn, logged } from "./logged.ts";

test("lines of the log are returned, and everything else is still written", async () => {
  const through: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => through.push(text) > 0) as typeof write;
  try {
    const lines = await logged(() => {
      logError(new Error("Expected."), { in: "a test" });
      process.stderr.write("not a line\n");
    });
    expect(lines).toMatchObject([{ level: "error", in: "a test", error: [{ message: "Expected." }] }]);
    await expect(logged(() => Promise.reject(new Error("thrown")))).rejects.toThrow("thrown");
    logError(new Error("Unexpected."));
  } finally {
    process.stderr.write = write;
  }
  expect(through.map((text) => text.includes("Unexpected.") || text)).toEqual(["not a line\n", true]);
});

test("the log's lines are found in what a process wrote", () => {
  expect(linesIn('noise\n{"level":"warn","in":"x"}\n{"level": broken\n')).toEqual([
    { level: "warn", in: "x" },
  ]);
});
