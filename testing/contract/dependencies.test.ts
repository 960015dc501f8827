import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "../project-files.ts";

const manifest = JSON.parse(projectFile("package.json")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;
const declared = [manifest.dependencies, manifest.devDependencies].map((group) => Object.keys(group).sort());
const page = projectFile("docs/dependencies.md");

test("docs/dependencies.md names exactly the packages of package.json", () => {
  const [, product = "", development = ""] = page.split(/^## .*$/m);
  expect([product, development].map((part) => rowsOf(part).map(({ name }) => name))).toEqual(declared);
});

test("docs/dependencies.md gives each package one sentence", () => {
  expect(rowsOf(page).filter(({ why }) => !/^[A-Z].*\.$/.test(why) || /\. [A-Z]/.test(why))).toEqual([]);
});

test("every dependency is used", () => {
  const code = projectFiles(/\.(ts|tsx|mjs|css)$/)
    .map(projectFile)
    .join("\n");
  expect(declared.flat().filter((name) => !isUsed(name, code))).toEqual([]);
});

test("a dependency that no file imports is found", () => {
  const code = 'import { x } from "left-pad-too";\n// "left-pad" once stood here';
  expect(isUsed("left-pad", code)).toBe(false);
  expect(isUsed("@types/left-pad", code)).toBe(false);
  expect(isUsed("left-pad-too", code)).toBe(true);
});

/** Types are used when the package they describe is; others by an import, a program's name or their place in node_modules. */
function isUsed(name: string, code: string): boolean {
  const types = /^@types\/(.+)$/.exec(name)?.[1];
  if (types) return declared.flat().includes(types);
  const escaped = name.replaceAll(".", "\\.");
  const before = '(from |import |import\\(|resolve\\(|require\\(|plugins: \\{ |check\\("\\w+", )';
  return new RegExp(`${before}["'\`]${escaped}["'\`/]|node_modules/${escaped}/`).test(code);
}

function rowsOf(text: string) {
  return [...text.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, name = "", why = ""]) => ({ name, why }));
}
