import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "../project-files.ts";
import { exportsOf, type Source, unusedAmong } from "./exports.fixture.ts";

/** What only tests take, and why it may stay. */
const forTests: Record<string, string> = {
  "lib/account/two-factor/totp.ts totpCodeAt": "plays the authenticator app for tests and the demo",
  "lib/core/command.ts isCommand": "finds every command for the contract tests",
  "lib/core/query.ts isQuery": "finds every query for the contract tests",
  "lib/routes.ts apiRoutes": "lists every HTTP route for the stories that knock at all of them",
  "scripts/embedded-postgres.ts startPostgres": "starts the embedded PostgreSQL beside a test",
  "scripts/postgres-home.ts removeHome": "takes away what startPostgres left",
};

/** What Next and Playwright call by its name, and tables that schema.test.ts compares. */
const byName =
  /^app\/.*\/?(page|layout|route|error|global-error|not-found|loading|template|manifest|icon|robots)\.tsx?$|^db\/schema\/|^(proxy|instrumentation)\.ts$/;
/** Parts of API keys and of reading mailboxes that their rooms will take; they are tested, and nothing calls them before. */
const toCome = /^lib\/(crypto\/api-key|mail\/imap\/(session|read-window))\.ts$/;
const isTest = (file: string) =>
  /\.(test|spec|fixture|cases)\.tsx?$|^(testing|e2e|bench)\/|^scripts\/test|\/test-net\.ts$/.test(file);

const all: Source[] = projectFiles(
  /^(app|bench|components|db|e2e|lib|scripts|testing)\/.*\.(tsx?|mjs)$|^[\w.]+\.m?ts$/,
).map((file) => ({ file, code: projectFile(file) }));
const product = all.filter(({ file }) => !isTest(file));
const checked = product.filter(({ file }) => !byName.test(file) && !toCome.test(file));

test("the product takes what it exports, or the file itself does", () => {
  const idle = unusedAmong(checked, product).filter(({ file, name }) => !isUsedWithin(file, name));
  expect(idle.map(({ file, name }) => `${file} ${name}`)).toEqual(Object.keys(forTests).sort());
});

test("nothing is exported that no other file takes", () => {
  expect(unusedAmong(checked, all).map(({ file, name }) => `${file} ${name}`)).toEqual([]);
});

test("an export that nobody takes is found", () => {
  const source = { file: "lib/a.ts", code: "export const idle = 1;\nexport function taken() {}\n" };
  const user = { file: "app/b.tsx", code: 'import { type X, taken as of } from "#lib/a.ts";' };
  expect(exportsOf(source).map(({ name }) => name)).toEqual(["idle", "taken"]);
  expect(unusedAmong([source], [user])).toEqual([{ file: "lib/a.ts", name: "idle" }]);
  expect(unusedAmong([source], [{ file: "lib/c.ts", code: 'await import("./a.ts")' }])).toEqual([]);
});

/** Whether the file uses the name itself, beside exporting it; comments count for nothing. */
function isUsedWithin(file: string, name: string): boolean {
  const code = projectFile(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return (code.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length > 1;
}
