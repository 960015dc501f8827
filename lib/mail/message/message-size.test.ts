import { expect, test } from "@playwright/test";
import { draftFields } from "#lib/sending/campaigns/fields.ts";
import { lintMessage } from "./lint.ts";
import { most } from "./message-size.ts";
import type { MessageSource } from "./message-source.ts";
import { previewMessage } from "./preview.ts";

const source: MessageSource = {
  from: { name: "Analytical Engines", address: "news@sender.test" },
  subject: "News",
  listId: "list.sender.test",
  senderName: "Analytical Engines",
  postalAddress: "12 St James's Square\nLondon",
  feedbackId: ["c", "w", "campaign", "a"],
};

const nested = (depth: number) => `${"<div>".repeat(depth)}deep${"</div>".repeat(depth)}`;

test("an oversized message is named by field and never composed", () => {
  const cases: [part: Partial<MessageSource>, field: string, words: RegExp][] = [
    [{ html: nested(most.depth + 1) }, "html", /nested more than 200 deep/],
    [{ html: "<div>".repeat(40_000) }, "html", /nested more than 200 deep/],
    [{ html: "<table><tr><td>".repeat(3000) }, "html", /nested more than 200 deep/],
    [{ html: "<p>a</p>".repeat(most.elements + 1) }, "html", /more than 5,000 paragraphs/],
    [{ html: "a".repeat(most.markup + 1) }, "html", /too long/],
    [{ text: "- a\n".repeat(6000) }, "text", /more than 5,000 paragraphs/],
    [{ text: "**a** ".repeat(6000) }, "text", /more than 5,000 paragraphs/],
    [{ text: ">".repeat(200_000) }, "text", /nested more than/],
    [{ text: "a".repeat(most.markup + 1) }, "text", /too long/],
  ];
  for (const [part, field, words] of cases) {
    const message = { ...source, ...part };
    const problems = lintMessage(message).filter(({ code, level }) => code === "size" && level === "error");
    expect(problems).toMatchObject([{ field, message: expect.stringMatching(words) }]);
    const { text, html, problem } = previewMessage(message, {});
    for (const shown of [text, html, problem]) expect(shown).toMatch(words);
    expect(html.length).toBeLessThan(3000);
  }
});

test("what only just fits is composed", () => {
  for (const part of [
    { html: nested(most.depth) },
    { html: "<p>a</p>".repeat(most.elements) },
    { text: "word ".repeat(40_000) },
    { text: "- a\n".repeat(most.elements - 1) },
    { html: "<p>never closed".repeat(most.depth * 2) }, // each one ends the one before
  ]) {
    const message = { ...source, ...part };
    expect(lintMessage(message).filter(({ level }) => level === "error")).toEqual([]);
    expect(previewMessage(message, {})).toMatchObject({ problem: null });
  }
});

test("a draft whose text is too much is refused beside its field", () => {
  const { error } = draftFields.body.safeParse("- a\n".repeat(6000));
  expect(error?.issues.map(({ message }) => message)).toEqual([
    expect.stringContaining("more than 5,000 paragraphs"),
  ]);
});
