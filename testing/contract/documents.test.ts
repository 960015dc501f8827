import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "@playwright/test";
import { projectFile, projectFiles, projectRoot } from "../project-files.ts";

const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md"],
  ...projectFiles(/^docs\/.*\.md$/),
];

test("every path a document names exists", () => {
  expect(documents.flatMap((document) => lost(document, projectFile(document)))).toEqual([]);
});

test("a lost link and a lost path are found", () => {
  const text =
    "[a](docs/nowhere.md) `lib/nowhere.ts` `lib/<noun>/x.ts` `npm start` [b](https://example.com/x)";
  expect(lost("README.md", text)).toEqual(["README.md: docs/nowhere.md", "README.md: lib/nowhere.ts"]);
  expect(lost("docs/a.md", "[README](../README.md) [b](b.md#part)")).toEqual(["docs/a.md: docs/b.md"]);
});

/** The paths a document names and the project lacks: of its links from its own folder, of its code from the project's root. */
function lost(document: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, to = ""]) => to)
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => normalize(join(dirname(document), to)));
  const paths = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code).filter(isPath);
  return [...links, ...paths]
    .filter((path) => !existsSync(join(projectRoot, path)))
    .map((path) => `${document}: ${path}`);
}

function isPath(code: string): boolean {
  if (/[\s<>*…]/.test(code)) return false;
  const inFolder = /^(\.ci|app|bench|components|db|docs|e2e|lib|public|scripts|testing)\//.test(code);
  return inFolder || /^(proxy|instrumentation|\w+\.config)\.m?ts$|^package(-lock)?\.json$/.test(code);
}
