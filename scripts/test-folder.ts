import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

process.once("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/**
 * Makes a folder for one test, deleted when its process ends. Other accounts may pass through,
 * because root's Postgres runs as one.
 */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mailneo-test-"));
  chmodSync(folder, 0o711);
  made.push(folder);
  return folder;
}
