import { expect, test } from "@playwright/test";
import { type Edit, fieldEdit, type Mark, markEdit } from "./marks.ts";

/** Applies a mark to text whose selection stands between `[` and `]`, or at `|`; returns it in the same way. */
function marked(mark: Mark, shown: string): string {
  const start = shown.search(/[⟦|]/);
  const text = shown.replace(/[⟦⟧]/g, "").replace("|", "");
  const end = shown.includes("⟦") ? shown.indexOf("⟧") - 1 : start;
  return show(text, markEdit(mark, { text, start, end }));
}

function show(text: string, { from, to, insert, select: [start, end] }: Edit): string {
  const after = text.slice(0, from) + insert + text.slice(to);
  if (start === end) return `${after.slice(0, start)}|${after.slice(start)}`;
  return `${after.slice(0, start)}⟦${after.slice(start, end)}⟧${after.slice(end)}`;
}

const cases: [mark: Mark, before: string, after: string][] = [
  ["bold", "a ⟦b⟧ c", "a **⟦b⟧** c"],
  ["bold", "a **⟦b⟧** c", "a ⟦b⟧ c"],
  ["bold", "a |", "a **⟦important⟧**"],
  ["bold", "a⟦ b ⟧c", "a **⟦b⟧** c"],
  ["italic", "**⟦b⟧**", "***⟦b⟧***"],
  ["italic", "*⟦b⟧*", "⟦b⟧"],
  ["link", "see ⟦this⟧", "see [this](⟦https://⟧)"],
  ["link", "⟦https://example.com⟧", "[⟦words⟧](https://example.com)"],
  ["image", "⟦https://example.com/a.png⟧", "![⟦what it shows⟧](https://example.com/a.png)"],
  ["heading", "a\nb|\nc", "a\n# b|\nc"],
  ["heading", "a\n## b|\nc", "a\nb|\nc"],
  ["list", "⟦a\nb⟧", "⟦- a\n- b⟧"],
  ["numbers", "⟦- a\n- b⟧", "⟦1. a\n2. b⟧"],
  ["numbers", "⟦1. a\n2. b⟧", "⟦a\nb⟧"],
  ["quote", "|", "> |"],
  ["rule", "a|b", "a\n\n---\n\n|b"],
  ["rule", "|", "---\n\n|"],
];

for (const [mark, before, after] of cases)
  test(`${mark} turns ${JSON.stringify(before)} into ${JSON.stringify(after)}`, () => {
    expect(marked(mark, before)).toBe(after);
  });

test("a merge field selects its fallback", () => {
  const at = { text: "Hi ", start: 3, end: 3 };
  expect(show("Hi ", fieldEdit("first_name", "there", at))).toBe("Hi {{first_name|⟦there⟧}}");
  expect(show("Hi ", fieldEdit("email", "", at))).toBe("Hi {{email}}|");
});
