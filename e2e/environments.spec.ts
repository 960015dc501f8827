import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

/** The running processes of the product under test by name, from /proc, each with its environment. */
function processes(): Record<string, string> {
  const { pid } = JSON.parse(readFileSync(join(process.env.DATA_DIR ?? "", "running.json"), "utf8"));
  const found: Record<string, string> = {};
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) !== pid) continue;
      const line = readFileSync(`/proc/${entry}/cmdline`, "utf8");
      const name = /^next-server|next[^\0]*\0start/.test(line)
        ? "web"
        : /processes\/(edge|worker)\.ts/.exec(line)?.[1];
      if (name) found[name] = readFileSync(`/proc/${entry}/environ`, "utf8");
    } catch {
      // A process that ended meanwhile, or another account's.
    }
  return found;
}

test("no running process holds the owner's database URL", {
  tag: "@V13.2.1",
}, () => {
  test.skip(process.platform !== "linux", "reads /proc");
  const found = processes();
  expect(Object.keys(found).sort()).toEqual(["edge", "web", "worker"]);
  const { AUTH_SECRET = "", DATABASE_URL = "" } = process.env;
  const { password } = new URL(DATABASE_URL);
  expect(password.length).toBeGreaterThan(10);
  for (const [name, environment] of Object.entries(found)) {
    expect(environment.includes(password), name).toBe(false);
    expect(environment.includes(AUTH_SECRET), name).toBe(name !== "edge");
    expect(environment.includes("MAILNEO_DATABASE_KEEP_URL"), name).toBe(name === "worker");
  }
});
