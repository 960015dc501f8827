import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

process.once("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder for one test, gone when its process ends. Other accounts may pass through: root's Postgres runs as one. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mailneo-test-"));
  chmodSync(folder, 0o711);
  made.push(folder);
  return folder;
}
