import { expect, test } from "@playwright/test";
import { rules } from "./rules.ts";
import { readTitles, type Title, titlesIn, wordsIn } from "./titles.ts";

const titles = readTitles();
const asvs = /^V\d+\.\d+\.\d+$/;
const anyId = new RegExp(`\\b(V\\d+\\.\\d+\\.\\d+|${Object.keys(rules).join("|")})\\b`);

test("every test title has at most twelve words", () => {
  expect(titles.length).toBeGreaterThan(1000);
  expect(tooLong(titles)).toEqual([]);
});

test("every standard's id is a known tag outside the title", () => {
  expect(titles.filter(({ words }) => anyId.test(words))).toEqual([]);
  expect(titles.flatMap(({ tags }) => tags).filter((tag) => !asvs.test(tag) && !rules[tag])).toEqual([]);
});

test("a long title and an unknown tag are found", () => {
  const source = `test("${"word ".repeat(13).trim()}", { tag: ["@V1.2.3", "@XX1"] }, () => {});`;
  const planted = titlesIn("planted.test.ts", source);
  expect(tooLong(planted)).toEqual([`planted.test.ts: ${"word ".repeat(13).trim()}`]);
  expect(planted[0]?.tags).toEqual(["V1.2.3", "XX1"]);
});

test("every rule of ours has a test", () => {
  const tags = new Set(titles.flatMap((title) => title.tags));
  expect(Object.keys(rules).filter((id) => !tags.has(id))).toEqual([]);
});

test("docs/rules.md lists every rule with its tests", () => {
  expect(document(titles)).toMatchSnapshot("rules.md");
});

const tooLong = (all: Title[]) =>
  all.filter(({ words }) => wordsIn(words) > 12).map(({ file, words }) => `${file}: ${words}`);

function document(all: Title[]): string {
  const tags = new Set(all.flatMap((title) => title.tags));
  const proofs = (id: string) =>
    all
      .filter((title) => title.tags.includes(id))
      .map(proof)
      .join("<br>");
  const ours = Object.entries(rules).map(
    ([id, { words, source }]) => `| ${id} | ${words} | ${source} | ${proofs(id)} |`,
  );
  const theirs = [...tags].filter((tag) => asvs.test(tag)).sort(byNumbers);
  return [
    "# The rules tests prove",
    "",
    "Written by `testing/contract/titles.test.ts` from the tags of the tests; `-u` writes it anew. `V…` ids are requirements of the",
    "OWASP ASVS 5.0. The other ids are ours, each with its source. `npx playwright test --grep @OC12` runs the tests of one.",
    "",
    "## Mail and law",
    "",
    "| Id | Rule | Source | Tests |",
    "|---|---|---|---|",
    ...ours,
    "",
    "## ASVS 5.0",
    "",
    "| Id | Tests |",
    "|---|---|",
    ...theirs.map((id) => `| ${id} | ${proofs(id)} |`),
    "",
  ].join("\n");
}

const proof = ({ file, words }: Title) => `${words.replaceAll("|", "\\|")} (\`${file.split("/").at(-1)}\`)`;

function byNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((id) => id.slice(1).split(".").map(Number)) as [number[], number[]];
  for (const [at, part] of left.entries()) if (part !== right[at]) return part - (right[at] ?? 0);
  return 0;
}
