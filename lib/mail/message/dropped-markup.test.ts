import { expect, test } from "@playwright/test";
import { sanitiseHtml } from "./html.ts";
import { lintMessage } from "./lint.ts";

/** What the author wrote, and what has to be said of it. */
const dropped: [html: string, removed: string[]][] = [
  ["<!--[if mso]><p>Outlook</p><![endif]-->", ["<!--[if …]>"]],
  [
    '<!--[if gte mso 9]><v:rect fill="t"><v:fill src="a.png"/></v:rect><![endif]-->',
    ["<!--[if …]>", "<v:fill>", "<v:rect>"],
  ],
  ["<!-- [if (gt IE 9)|!(IE)]> --><p>x</p>", ["<!--[if …]>"]],
  ["<![if !mso]><p>Others</p><![endif]>", ["<![if …]>"]],
  ["<!--[if !mso]><!--><p>Others</p><!--<![endif]-->", ["<!--[if …]>"]],
  ['<v:roundrect href="https://a.example"><p>x</p></v:roundrect>', ["<v:roundrect>"]],
  ["<p>x<o:p></o:p></p>", ["<o:p>"]],
  ['<?xml:namespace prefix="o" ?><p>x</p>', ["<?xml:namespace …?>"]],
  [
    `<img alt="" src="data:image/png;base64,${"A".repeat(500)}">`,
    ['<img src="data:image/png;base64,AAAAAAA…">'],
  ],
  ['<img alt="" src=" DATA:image/gif,x">', ['<img src=" DATA:image/gif,x">']],
  ['<img alt="" src="file:///c:/logo.png">', ['<img src="file:///c:/logo.png">']],
  ['<img alt="" src="images/logo.png">', ['<img src="images/logo.png">']],
  ['<td background="data:image/png,x">x</td>', ['<td background="data:image/png,x">']],
  [
    '<img alt="" src="https://a.example/a.png" srcset="data:image/png,x 2x">',
    ['<img srcset="data:image/png,x 2x">'],
  ],
  ['<p contenteditable="true" data-id="7">x</p>', ["contenteditable", "data-id"]],
  ['<p onclick="x()">x</p>', ["onclick"]],
  ['<html xmlns:v="urn:schemas-microsoft-com:vml"><body>x</body></html>', ["xmlns:v"]],
  [
    '<style>@import url("https://a.example/a.css"); p{behavior:url(x)}</style>',
    ["@import in a style", "behavior in a style"],
  ],
  ['<p style="width:{{first_name}}">x</p>', ["{{first_name}} in a style"]],
  ["<script>x()</script><form><input></form>", ["<form>", "<input>", "<script>"]],
];

for (const [html, removed] of dropped) {
  test(`${html.slice(0, 40).replaceAll(/["`]/g, "'")} is reported as removed`, () => {
    expect(sanitiseHtml(html).removed).toEqual(removed);
  });
}

test("markup that stays whole is reported nowhere", () => {
  for (const kept of [
    "<!-- the author's own note --><p>x</p>",
    '<p style="color:red" class="a" dir="rtl">x < 3</p>',
    '<img alt="" src="https://a.example/a.png" srcset="https://a.example/b.png 2x"><img alt="" src="cid:logo">',
    '<a href="https://a.example" target="_blank" rel="noreferrer" aria-label="A">x</a>',
    "<!doctype html><html><head><title>x</title></head><body><p>x</p></body></html>",
  ])
    expect(sanitiseHtml(kept).removed, kept).toEqual([]);
});

test("the check names what was taken out", () => {
  const problems = lintMessage({
    subject: "A letter",
    html: '<p>Hello {{first_name|you}}</p><img alt="" src="data:image/png,x">',
    from: { name: "Ada", address: "ada@example.com" },
    senderName: "Analytical Engines",
    postalAddress: "12 St James's Square, London",
    reason: "You subscribed.",
  } as Parameters<typeof lintMessage>[0]);
  expect(problems.find(({ code }) => code === "removed")?.message).toBe(
    'Taken out, because mail readers do not run or show it: <img src="data:image/png,x">.',
  );
});
