import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const kept = 2 * 86_400_000; // long enough to look into yesterday's failures

/**
 * Returns the folder for one run's traces and pictures of failures, so that two simultaneous runs
 * do not collide.
 */
export function resultsFolder(all: string): string {
  sweep(all);
  const began = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const folder = join(all, `${began}-${randomBytes(3).toString("hex")}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function sweep(all: string) {
  for (const name of existsSync(all) ? readdirSync(all) : []) {
    const path = join(all, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - changed > kept) rmSync(path, { recursive: true, force: true });
  }
}
