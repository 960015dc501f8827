import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

const script = `
  import { readdirSync, readFileSync } from "node:fs";
  import { getPriority } from "node:os";
  import { hashPassword } from "./hash.ts";
  await hashPassword("Tide-harbour7 lamp");
  const threads = readdirSync("/proc/self/task").map((id) => [readFileSync("/proc/self/task/" + id + "/comm", "utf8").trim(), getPriority(Number(id))]);
  console.log(JSON.stringify({ own: getPriority(), pool: threads.filter(([name]) => name === "libuv-worker").map(([, priority]) => priority) }));`;

test("the threads that hash give way to the one that answers", async () => {
  test.skip(process.platform !== "linux", "Only Linux gives a thread a priority of its own.");
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
  });
  const { own, pool } = JSON.parse(stdout) as { own: number; pool: number[] };
  expect(pool.length).toBeGreaterThan(0);
  for (const priority of pool) expect(priority).toBeGreaterThan(own);
});
