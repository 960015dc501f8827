import { expect, test } from "@playwright/test";
import { projectFile, projectFiles } from "../project-files.ts";

const index = "docs/decisions/README.md";
const decisions = projectFiles(/^docs\/decisions\/.*\.md$/).filter((path) => path !== index);

test("the index of decisions lists each file once, by its title", () => {
  const listed = [...projectFile(index).matchAll(/^- \[(.+)\]\((.+)\)$/gm)].map(([, title, file]) => ({
    title,
    file: `docs/decisions/${file}`,
  }));
  const there = decisions.map((file) => ({ title: /^# (.+)$/m.exec(projectFile(file))?.[1], file }));
  expect(listed.sort((a, b) => (a.file < b.file ? -1 : 1))).toEqual(there);
});

test("each decision has context, decision and consequence, in short sentences", () => {
  expect(decisions.length).toBeGreaterThan(40);
  expect(
    decisions.flatMap((path) => faultsOf(projectFile(path)).map((fault) => `${path}: ${fault}`)),
  ).toEqual([]);
});

test("a decision without a part, and a long sentence, are found", () => {
  const sound = "# A\n\n## Context\n\nOne.\n\n## Decision\n\nTwo.\n\n## Consequence\n\nThree.\n";
  expect(faultsOf(sound)).toEqual([]);
  expect(faultsOf(sound.replace("## Decision", "## Decided"))).toEqual([
    "parts: Context, Decided, Consequence",
  ]);
  expect(faultsOf(sound.replace("Two.", `${"word ".repeat(25)}end.`))).toEqual([
    expect.stringMatching(/^26 words: /),
  ]);
});

function faultsOf(text: string): string[] {
  const parts = [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name).join(", ");
  const long = text
    .replaceAll(/^#.*$/gm, "\n")
    .split(/(?<=[.!?]["”`]?)\s+|\n{2,}/)
    .map((sentence) => sentence.trim())
    .map((sentence) => ({ sentence, words: sentence.split(/\s+/).length }))
    .filter(({ words }) => words > 25)
    .map(({ sentence, words }) => `${words} words: ${sentence}`);
  return [...(parts === "Context, Decision, Consequence" ? [] : [`parts: ${parts}`]), ...long];
}
