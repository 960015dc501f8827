import { expect, test } from "@playwright/test";
import { plainToHtml, plainToText } from "../plain.ts";
import { badLinksOf } from "./bad-links.ts";
import { bareAddressAt } from "./bare-address.ts";
import { deadMarks } from "./dead-marks.ts";
import { linkProblem } from "./link-problem.ts";
import { linksOf } from "./links.ts";
import { parseMarkup } from "./parse.ts";
import { inlinesOf } from "./tree.ts";

const hrefs = (text: string) => linksOf(parseMarkup(text)).map(({ href }) => href);
const words = (text: string) => plainToHtml(text).replace(/ style="[^"]*"/g, "");

test("a link's address keeps its balanced parentheses", () => {
  const plane = "https://en.wikipedia.org/wiki/Plane_(Unicode)";
  for (const typed of [
    `[x](${plane})`,
    plane,
    `(see ${plane})`,
    `${plane}.`,
    `[x](<${plane}>)`,
    `<${plane}>`,
  ])
    expect(hrefs(typed), typed).toEqual([plane]);
  expect(words(`(see ${plane}).`)).toContain(`(see <a href="${plane}">${plane}</a>).`);
  expect(hrefs("[a](https://x.example/a_(b_(c)_d)_e)")).toEqual(["https://x.example/a_(b_(c)_d)_e"]);
});

test("destinations are read as CommonMark reads them", () => {
  expect(hrefs("[a](<https://x.example/a b>)")).toEqual(["https://x.example/a%20b"]);
  expect(hrefs("[a](https://x.example/a\\)b)")).toEqual(["https://x.example/a)b"]);
  expect(words('[a](https://x.example "It\'s")')).toContain('title="It&#39;s"');
  expect(hrefs("\\[a](https://x.example/b)")).toEqual(["https://x.example/b"]);
  expect(words("**bold [a](https://x.example)** ")).toContain('<strong>bold <a href="https://x.example">');
  expect(hrefs("[see https://in.example](https://out.example)")).toEqual(["https://out.example"]);
});

test("a bare address ends before the sentence's own punctuation", () => {
  const cases: Record<string, string> = {
    "https://x.example/a, and": "https://x.example/a",
    "(https://x.example/a)": "https://x.example/a",
    "**https://x.example/a**": "https://x.example/a",
    "https://x.example/a_b_c!": "https://x.example/a_b_c",
    "“https://x.example/a”": "https://x.example/a",
    "見て:https://x.example/a。次": "https://x.example/a",
    "https://x.example/?ids[]=1 or": "https://x.example/?ids[]=1",
    "www.x.example/a.": "http://www.x.example/a",
    "me@x.example.": "mailto:me@x.example",
    "mailto:me@x.example?subject=a b": "mailto:me@x.example?subject=a",
    "tel:+41791234567.": "tel:+41791234567",
    "https://x.example/?e={{first_name|first tag}}&x=1 now":
      "https://x.example/?e={{first_name|first tag}}&x=1",
  };
  for (const [typed, href] of Object.entries(cases)) expect(hrefs(typed), typed).toEqual([href]);
  for (const typed of ["https://", "xhttps://x.example", "a@b", "www."])
    expect(hrefs(typed), typed).toEqual([]);
});

test("every mark becomes its element", () => {
  expect(words("# One\n\n## Two\n\n### Three")).toBe("<h1>One</h1>\n<h2>Two</h2>\n<h3>Three</h3>");
  expect(words("*a* _b_ **c** __d__ a_b_c 5 * 3 * 2")).toBe(
    "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> a_b_c 5 * 3 * 2</p>",
  );
  expect(words("1. a\n2. b\n\n3) c")).toContain("<ol><li>a</li><li>b</li></ol>");
  expect(words("4. a")).toBe('<ol start="4"><li>a</li></ol>');
  expect(words("> a\n> b")).toBe('<blockquote class="quiet"><p>a<br>b</p></blockquote>');
  expect(words("![A print](https://x.example/a.png)")).toBe(
    '<p><img src="https://x.example/a.png" alt="A print"></p>',
  );
  expect(words("a\nb\n\n---\n\nText:\n- c\n- d")).toBe(
    "<p>a<br>b</p>\n<hr>\n<p>Text:</p>\n<ul><li>c</li><li>d</li></ul>",
  );
  expect(words("**「強調」**です")).toContain("<strong>「強調」</strong>です");
  expect(words("    <b>&amp; `x`")).toBe("<p>&lt;b&gt;&amp;amp; `x`</p>");
});

test("the text part reads without marks and keeps addresses whole", () => {
  const long = `https://x.example/${"a".repeat(300)}`;
  expect(
    plainToText(
      `# Hello\n\n*Read* [the post](${long}) or **write** [us](mailto:a@b.example).\n\n> one\n> two\n\n1. a\n2. b\n   - c\n\n---\n\n![A print](https://x.example/a.png) \\*as typed\\*`,
    ),
  ).toBe(
    `Hello\n\nRead the post: ${long} or write us: a@b.example.\n\n> one\n> two\n\n1. a\n2. b\n   - c\n\n---\n\n[A print] *as typed*`,
  );
});

test("only addresses that a mail program opens are links without fault", () => {
  for (const href of [
    "https://x.example",
    "http://localhost:3000/a",
    "mailto:a@b.example",
    "mailto:a@b.example?subject=Hi",
    "tel:+41791234567",
    "tel:(079)123-45.67",
    "{{unsubscribe_url}}",
    "https://x.example/{{first_name}}?a={{email}}",
  ])
    expect(linkProblem(href), href).toBeNull();
  for (const href of [
    "",
    "example.com",
    "/path",
    "//x.example",
    "javascript:alert(1)",
    "ftp://x.example",
    "mailto:",
    "tel:now",
    "https://",
    "https://nowhere",
    "{{email}}",
    "https://{{email}}/x",
    "https://x.example{{name}}",
    "https://{{first_name}}.x.example/",
    "{{name}}://x.example",
    "https://a:{{name}}@x.example/",
  ])
    expect(linkProblem(href), href).not.toBeNull();
});

test("what is not read as a mark is named with its line", () => {
  const lines = (text: string) => deadMarks(parseMarkup(text)).map(({ line, typed }) => `${line} ${typed}`);
  expect(lines("Fine *text*, 5 * 3, a_b_c, #1, \\*escaped\\* and \\[not](a link).\n\n- item")).toEqual([]);
  expect(lines("One\n\n[bad](https://x y)\nand **open")).toEqual(["3 [bad](https://x y)", "4 **open"]);
  expect(lines("![pic] (https://x.example/a.png)")).toEqual(["1 ![pic] (https://x.example/a.png)"]);
  for (const typed of [
    "#none",
    "<b>bold</b>",
    "`code`",
    "~~gone~~",
    "see *a b * now",
    "[a][b]",
    "ftp://x.example",
    "-item",
    "1.item",
    "** bold **",
    "```",
    "===",
    "|a|b|",
  ])
    expect(deadMarks(parseMarkup(`First\n\n${typed}`))[0]?.line, typed).toBe(3);
});

test("links and images are found with their lines, good or bad", () => {
  const markup = parseMarkup(
    "a\r\n[x](https://x.example)\r\n\r\n- ![i](https://i.example/a.png)\r\n- [y](y)\r\n> [z](https://a b)",
  );
  expect(linksOf(markup).map(({ line }) => line)).toEqual([2, 5, 6]);
  const images = [...inlinesOf(markup.blocks)].filter(({ type }) => type === "image");
  expect(images).toMatchObject([{ line: 4, alt: "i", src: "https://i.example/a.png" }]);
  expect(badLinksOf(markup)).toMatchObject([
    { href: "y", line: 5 },
    { href: "https://a b", line: 6 },
  ]);
});

test("nesting that the reader does not follow is a fault", () => {
  expect(parseMarkup(`${"> ".repeat(20)}deep`).tooDeep).toBe(false);
  expect(parseMarkup(`${"> ".repeat(200)}deep`).tooDeep).toBe(true);
});

test("hostile text costs little more than a page of links", { tag: "@V15.2.2" }, () => {
  const most = 200_000;
  const cost = (part: string) => {
    const source = part.repeat(most / part.length);
    const before = process.cpuUsage();
    parseMarkup(source);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const links = cost("http://a.b/ ");
  for (const part of [
    "www.é",
    "[http://a.b/",
    "http://a.b/[",
    "éhttps://",
    "http://a.b/(",
    "www.mailto:",
    "![",
    "**a",
    "http://a.b/{{",
  ])
    expect(cost(part) / links, part).toBeLessThan(25);
});

test("an address ends where blanks and quotes of any script begin", () => {
  const ends = /[\s"<>\p{Cc}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”„«»]/u;
  const wrong: string[] = [];
  // One comparison at the end, because the runner takes milliseconds for each.
  for (let code = 1; code < 0xffff; code++) {
    const char = String.fromCharCode(code);
    if (!char.isWellFormed() || "[]".includes(char)) continue;
    const found = bareAddressAt(`http://a.b/c${char}d`, 0, 14) ?? "";
    if ((found === "http://a.b/c") !== ends.test(char)) wrong.push(`U+${code.toString(16)}`);
  }
  expect(wrong).toEqual([]);
});
