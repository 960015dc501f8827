import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { isCommand } from "#lib/core/command.ts";
import { projectFile, projectFiles } from "../project-files.ts";

test("a page that gives a file away runs a command first", { tag: "@V16.3.3" }, async () => {
  const routes = projectFiles(/^app\/.*route\.ts$/).filter((path) =>
    /content-disposition/i.test(projectFile(path)),
  );
  expect(routes.length).toBeGreaterThan(4);
  const silent: string[] = [];
  for (const path of routes) if (!(await reachesCommand(path))) silent.push(path);
  expect(silent).toEqual([]);
});

/** What gives a file its pieces: a page of a query, each of which asks for the right again, or a stream that must be watched. */
const unwatched = (source: string) =>
  [...source.matchAll(/Readable\.toWeb\(\s*(.{0,40})/g)]
    .map(([, of = ""]) => of.trim())
    .filter((of) => !/^Readable\.from\((whileAllowed|exportRows|rowsOf|rows)\(|^leaving\b/.test(of));

test("a file that leaves as a stream asks for the right meanwhile", { tag: "@V8.3.2" }, () => {
  const routes = projectFiles(/^app\/.*route\.ts$/);
  expect(routes.filter((path) => unwatched(projectFile(path)).length > 0)).toEqual([]);
  expect(unwatched("Readable.toWeb(content)")).toEqual(["content)"]);
});

/** Whether the file, or one beside it that it imports, runs a command. */
async function reachesCommand(path: string): Promise<boolean> {
  const source = projectFile(path);
  for (const [, names = "", from = ""] of source.matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)) {
    if (from.startsWith("#lib/") && !from.startsWith("#lib/web/")) {
      const module: Record<string, unknown> = await import(from);
      if (names.split(",").some((name) => isCommand(module[name.trim()]))) return true;
    } else if (from.startsWith(".") && from.endsWith(".ts") && !from.endsWith("route.ts")) {
      if (await reachesCommand(join(path, "..", from))) return true;
    }
  }
  return false;
}
