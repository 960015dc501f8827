import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { isCommand } from "#lib/core/command.ts";
import { projectFile, projectFiles } from "../project-files.ts";

/** Downloads that owe no entry, each with the reason. */
const unrecorded: Record<string, string> = {
  "app/(app)/contacts/[id]/receipts/[consentId]/route.ts":
    "One consent of one person, who is on the page it is downloaded from.",
};

test("a page that gives a file away runs a command first", { tag: "@V16.3.3" }, async () => {
  const routes = projectFiles(/^app\/.*route\.ts$/).filter((path) =>
    /content-disposition/i.test(projectFile(path)),
  );
  expect(routes.length).toBeGreaterThan(4);
  const silent: string[] = [];
  for (const path of routes) if (!(await reachesCommand(path))) silent.push(path);
  expect(silent).toEqual(Object.keys(unrecorded));
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
