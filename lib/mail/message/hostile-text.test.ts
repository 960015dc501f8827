import { expect, test } from "@playwright/test";
import { parseAddress } from "#lib/mail/address.ts";
import { asciiDomain, looksSpoofed, mixesAlphabets } from "#lib/mail/domain.ts";
import { cleanHeaderText, forcedHeaderText } from "#lib/mail/header-text.ts";
import { isPlainName } from "#lib/mail/platform/person.ts";
import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import { withoutEcho } from "#lib/mail/smtp/echo.ts";
import { oneLine } from "#lib/mail/smtp/outcome.ts";
import { checkLines } from "#lib/sending/campaigns/check-lines.ts";
import type { CampaignFacts } from "#lib/sending/campaigns/facts.ts";
import { cutTo, hostileTexts, workOf } from "#testing/hostile-text.ts";
import { foreignTags, replaceForeignTags } from "./foreign-tags.ts";
import { htmlToText, sanitiseHtml } from "./html.ts";
import { lintMessage } from "./lint.ts";
import { badLinksOf } from "./markup/bad-links.ts";
import { deadMarks } from "./markup/dead-marks.ts";
import { parseMarkup } from "./markup/parse.ts";
import { fillFixed, parseTemplate } from "./merge.ts";
import { MessageTooBig, most } from "./message-size.ts";
import type { MessageSource } from "./message-source.ts";
import { quotedPrintablePiece } from "./mime.ts";
import { plainToHtml, plainToText } from "./plain.ts";
import { previewMessage } from "./preview.ts";

const body = 200_000;

const message = (parts: Partial<MessageSource>): MessageSource => ({
  from: { name: "Ada", address: "ada@example.com" },
  subject: "News",
  listId: "a.example.com",
  senderName: "Ada",
  postalAddress: "1 Main Street, Springfield",
  feedbackId: ["a", "b", "c", "d"],
  ...parts,
});

const facts = (written: string): CampaignFacts =>
  ({
    id: "a",
    subject: "News",
    preheader: "",
    body: written,
    workspace: { id: "a", senderName: "Ada", postalAddress: "1 Main Street, Springfield" },
    look: { colour: "ink", logo: null },
    newsletter: null,
    account: null,
  }) as unknown as CampaignFacts;

/** What may be thrown for the author to read. */
function unlessTooBig(run: () => unknown) {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MessageTooBig)) throw error;
  }
}

/** Each reader of text from outside with the longest text that reaches it, and how many milliseconds it may take. */
const readers: [name: string, longest: number, enough: number, read: (text: string) => unknown][] = [
  ["parseAddress", 1_000_000, 50, parseAddress],
  ["asciiDomain", 1_000_000, 50, asciiDomain],
  ["looksSpoofed", 253, 50, looksSpoofed],
  ["mixesAlphabets", 253, 50, mixesAlphabets],
  ["cleanHeaderText", 1_000_000, 50, (text) => cleanHeaderText(text, 200)],
  ["forcedHeaderText", 1_000_000, 50, (text) => forcedHeaderText(text, 200)],
  ["isPlainName", 1_000_000, 50, isPlainName],
  ["classifyReply", 500, 50, classifyReply],
  ["oneLine", 1_000_000, 200, oneLine],
  ["withoutEcho", 1_000_000, 200, (text) => withoutEcho(text, "ada", "secret password")],
  ["plainToHtml", body, 400, plainToHtml],
  ["plainToText", body, 400, plainToText],
  ["badLinksOf", body, 400, (text) => badLinksOf(parseMarkup(text))],
  ["foreignTags", body, 400, (text) => foreignTags(text)],
  ["replaceForeignTags", body, 400, (text) => replaceForeignTags(text)],
  ["deadMarks", body, 400, (text) => deadMarks(parseMarkup(text))],
  ["parseTemplate", body, 100, (text) => fillFixed(parseTemplate(text, "html"), { a: "b" })],
  ["quotedPrintablePiece", body, 200, quotedPrintablePiece],
  ["lintMessage of a subject", body, 100, (text) => lintMessage(message({ subject: text, text: "Hello" }))],
  ["lintMessage of a text", body, 500, (text) => lintMessage(message({ text }))],
  ["lintMessage of HTML", most.markup, 2000, (html) => lintMessage(message({ html }))],
  ["checkLines", body, 500, (text) => checkLines(facts(text), null)],
  ["previewMessage", body, 1000, (text) => previewMessage(message({ text }), { first_name: "Ada" })],
  ["sanitiseHtml", most.markup, 1000, (html) => unlessTooBig(() => sanitiseHtml(html))],
  [
    "sanitiseHtml of a style",
    most.markup,
    1000,
    (css) => unlessTooBig(() => sanitiseHtml(`<style>${css.slice(0, most.markup - 50)}</style>`)),
  ],
  [
    "sanitiseHtml of an attribute",
    most.markup,
    1000,
    (style) =>
      unlessTooBig(() =>
        sanitiseHtml(`<p style="opacity:${style.slice(0, most.markup - 50).replaceAll('"', "'")}x">`),
      ),
  ],
  [
    "sanitiseHtml of an image's sources",
    most.markup,
    1000,
    (urls) =>
      unlessTooBig(() =>
        sanitiseHtml(`<img srcset="${urls.slice(0, most.markup - 50).replaceAll('"', "'")}">`),
      ),
  ],
  ["htmlToText", most.markup, 1000, (html) => unlessTooBig(() => htmlToText(sanitiseHtml(html).html))],
];

for (const [name, longest, enough, read] of readers)
  test(`${name} reads ${longest.toLocaleString("en")} hostile characters in ${enough} ms`, () => {
    const slow: string[] = [];
    for (const [kind, text] of Object.entries(hostileTexts)) {
      const took = workOf(() => read(cutTo(text, longest)), enough);
      if (process.env.SHOW) console.log(name, kind, Math.round(took));
      if (took > enough) slow.push(`${kind}: ${Math.round(took)} ms`);
    }
    expect(slow).toEqual([]);
  });

test("a heading keeps its words, and a mark alone is none", () => {
  expect(plainToHtml("#   Big news")).toContain(">Big news</h1>");
  expect(plainToHtml("##\tSmaller")).toContain(">Smaller</h2>");
  expect(plainToHtml("### Third")).toContain(">Third</h3>");
  for (const line of ["#none", "#", "####### seven"]) expect(plainToHtml(line)).toMatch(/^<p/);
});

test("hidden text is found behind any blanks", () => {
  const link = (style: string) => `<div style="${style}"><a href="{{unsubscribe_url}}">Leave</a></div>`;
  for (const style of [
    "display:none",
    "DISPLAY :\t\n none",
    "opacity:  0.0  ;",
    "opacity: .0",
    "font-size :  0px",
  ])
    expect(sanitiseHtml(link(style)).hasUnsubscribeLink, style).toBe(false);
  for (const style of ["opacity: 0.5", "font-size: 10px", "color: red"])
    expect(sanitiseHtml(link(style)).hasUnsubscribeLink, style).toBe(true);
});
