import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../", import.meta.url));

const folders = ["app", "bench", "components", "db", "docs", "e2e", "lib", "public", "scripts", "testing"];

/** Returns the paths of the project's own files, from its root, whose name ends as asked. Needs no git. */
export function projectFiles(ending: RegExp): string[] {
  const beside = readdirSync(projectRoot, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const below = folders
    .filter((folder) => existsSync(join(projectRoot, folder)))
    .flatMap((folder) => readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length));
  return [...beside, ...below].filter((path) => ending.test(path)).sort();
}

export function projectFile(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}
