import { expect, test } from "@playwright/test";
import { check } from "recheck";
import { projectFile, projectFiles } from "../project-files.ts";
import { shortTexts } from "./patterns.fixture.ts";

type Found = { file: string; source: string; flags: string };

/** Literals of patterns in code as Biome formats it. A pattern that repeats nothing without end needs no look. */
const literal =
  /(?<=(?:^|[(,=:[!&|?{};+>]|return|case)\s*)\/((?:[^/\\\n[*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([dgimsuvy]*)/gm;
const unbounded = /[*+]|\{\d+,\}/;

test("patterns take time in step with their text, or it is short", {
  tag: ["@V1.3.12", "@V15.2.2"],
}, async () => {
  test.setTimeout(600_000);
  const patterns = patternsIn(
    projectFiles(/^(app|components|db|lib)\/.*(?<!\.test|\.fixture|\.cases)\.tsx?$/),
  );
  expect(patterns.length).toBeGreaterThan(150);
  const slow: string[] = [];
  for (const { file, source, flags } of patterns)
    if (await isSlow(source, flags)) slow.push(`${file} /${source}/${flags}`);
  expect(slow.filter((pattern) => !(pattern in shortTexts))).toEqual([]);
  expect(Object.keys(shortTexts).filter((pattern) => !slow.includes(pattern))).toEqual([]);
});

test("a pattern of cubic time is found", async () => {
  const planted = String.raw`\bname="?List-Unsubscribe"?\s*\n\s*\n\s*One-Click\s*\n--`;
  expect(await isSlow(planted, "")).toBe(true);
  expect(await isSlow(String.raw`^\w+$`, "")).toBe(false);
  const source = 'const words = text.split(/\\s*,\\s*/).map((word) => /^"+(.*)"+$/u.exec(word));';
  expect(literalsOf(source).map(({ source }) => source)).toEqual(["\\s*,\\s*", '^"+(.*)"+$']);
});

function patternsIn(files: string[]): Found[] {
  const all = files.flatMap((file) => literalsOf(projectFile(file)).map((found) => ({ file, ...found })));
  const each = new Map(all.map((found) => [`${found.file} ${found.source} ${found.flags}`, found]));
  return [...each.values()].filter(({ source }) => unbounded.test(source));
}

const literalsOf = (code: string) =>
  [...code.replace(/^\s*(\*|\/\/).*$/gm, "").matchAll(literal)].map(([, source = "", flags = ""]) => ({
    source,
    flags,
  }));

/**
 * Whether the pattern's time may grow faster than its text. One that the checker gives up on counts as one, after three tries, because
 * it tries texts by chance.
 */
async function isSlow(source: string, flags: string): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    const { status } = await check(source, flags.replace("v", "u"), { timeout: 120_000 });
    if (status !== "unknown") return status !== "safe";
  }
  return true;
}
