import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "#testing/project-files.ts";

const sources = projectFiles(/\.(tsx?|mjs|sql)$/).filter((path) => path !== "testing/contract/words.test.ts");
// docs/glossary.md has the words that take their place.
const replaced = /\b(?:[Ll]anes?|[Ss]lots?|[Ww]eather)\b|(?:Lane|Slot|Weather)(?![a-z])/g;
const allowed: Record<string, string> = {
  Dashlane: "a product's name",
  "the weather, once a month": "the sample's newsletter",
};

test("no code uses a metaphor that the glossary replaced", () => {
  expect(sources.flatMap((path) => metaphors(path, projectFile(path)))).toEqual([]);
});

test("a planted metaphor is found in names and comments", () => {
  const source = "const slot = 1; // a lane of its own\nfunction closeLane() {} // Dashlane";
  expect(metaphors("lib/a.ts", source)).toEqual(["lib/a.ts: slot", "lib/a.ts: lane", "lib/a.ts: Lane"]);
});

function metaphors(path: string, source: string): string[] {
  const text = Object.keys(allowed).reduce((rest, words) => rest.replaceAll(words, ""), source);
  return [...text.matchAll(replaced)].map(([word]) => `${path}: ${word}`);
}
