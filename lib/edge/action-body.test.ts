import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { actionPages } from "./action-pages.ts";
import { bodyOf, exchangeRaw, house, seen, status } from "./test-net.ts";

type Part = [name: string, value: string];

const multipart = (parts: Part[], boundary: string) =>
  `${parts.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--${boundary}--\r\n`;

function post(body: string, type: string, lines: string[], path = "/sign-in") {
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: localhost:3000",
    "Connection: close",
    `Content-Type: ${type}`,
  ];
  return `${[...head, ...lines, `Content-Length: ${Buffer.byteLength(body)}`].join("\r\n")}\r\n\r\n${body}`;
}

const called = ["Next-Action: 60aa"];
const asForm = (parts: Part[], lines = called, boundary = "xqz") =>
  post(multipart(parts, boundary), `multipart/form-data; boundary=${boundary}`, lines);
const asText = (text: string) => post(text, "text/plain;charset=UTF-8", called);

/** What React sends for our forms and calls. */
const sound: [string, string][] = [
  [
    "a form with its state",
    asForm([
      ["_1_email", "a"],
      ["0", '[{"status":"idle"},"$K1"]'],
    ]),
  ],
  [
    "a state with escaped text and nothing",
    asForm([
      ["0", '[{"a":"$$5","b":"$undefined"},"$K1"]'],
      ["_1_a", "{"],
    ]),
  ],
  [
    "a part that refers to another",
    asForm([
      ["1", '{"a":1}'],
      ["0", '["$1"]'],
    ]),
  ],
  ["an object named a second time", asForm([["0", '[{"a":{"b":1},"c":"$0:0:a"}]']])],
  ["a boundary of one letter", asForm([["0", "[]"]], called, "x")],
  ["a call without a form", asText("[]")],
  ["a call with a number and a date", asText('["$n5","$D2026-11-29T08:00:00.000Z",1,null]')],
  [
    "a form without script",
    asForm(
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", '{"id":"60aa","bound":"$@1"}'],
        ["$ACTION_1:1", "[{}]"],
      ],
      [],
    ),
  ],
  [
    "a form with nothing bound",
    asForm(
      [
        ["$ACTION_ID_60aa", ""],
        ["email", "a"],
      ],
      [],
    ),
  ],
];

const malformed: [string, string][] = [
  ["no JSON", asForm([["0", "{"]])],
  ["no arguments", asForm([["1", "{}"]])],
  ["arguments that are no list", asForm([["0", '"x"']])],
  ["a part that is missing", asForm([["0", '["$9"]']])],
  ["a path that leads nowhere", asForm([["0", '[{},"$0:0:x"]']])],
  ["a path to a built-in", asForm([["0", '["$0:constructor"]']])],
  ["text that refers to itself", asForm([["0", '["$0:0"]']])],
  [
    "an action as an argument",
    asForm([
      ["0", '["$h1"]'],
      ["1", '{"id":"60aa","bound":null}'],
    ]),
  ],
  ["a stream", asForm([["0", '["$R1"]']])],
  [
    "a part twice",
    asForm([
      ["0", "[]"],
      ["0", "[]"],
    ]),
  ],
  ["depth without end", asForm([["0", `${"[".repeat(5_000)}${"]".repeat(5_000)}`]])],
  ["text that is no JSON", asText("{")],
  ["nothing", asText("")],
  [
    "a part without a name",
    post("--xqz\r\nA: b\r\n\r\n1\r\n--xqz--\r\n", "multipart/form-data; boundary=xqz", called),
  ],
  [
    "a form without script that binds no JSON",
    asForm(
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", "{"],
      ],
      [],
    ),
  ],
  [
    "a form without script that binds what is missing",
    asForm(
      [
        ["$ACTION_REF_1", ""],
        ["$ACTION_1:0", '{"id":"6","bound":"$@1"}'],
      ],
      [],
    ),
  ],
];

test("a sound action body passes whole", async () => {
  await using here = await house();
  for (const [what, request] of sound) {
    const text = await exchangeRaw(here.port, request);
    expect(status(text), what).toBe(200);
    expect(seen(text).bytes, what).toBe(Buffer.byteLength(request.slice(request.indexOf("\r\n\r\n") + 4)));
  }
});

test("a malformed action body is refused before Next reads its end", { tag: "@V2.2.1" }, async () => {
  let whole = 0;
  await using here = await house({}, (request, response) => {
    request.resume().once("end", () => {
      whole++;
      response.end();
    });
  });
  for (const [what, request] of malformed) {
    const text = await exchangeRaw(here.port, request);
    expect([status(text), bodyOf(text)], what).toEqual([400, expect.stringContaining("damaged")]);
  }
  expect(whole).toBe(0);
});

test("an action of another page is refused with words", async () => {
  const manifest = join(mkdtempSync(join(tmpdir(), "mailneo-")), "manifest.json");
  const workers = (...pages: string[]) => ({ workers: Object.fromEntries(pages.map((page) => [page, {}])) });
  const node = {
    a: workers("app/(auth)/sign-in/page", "app/(app)/contacts/new/page"),
    b: workers("app/(app)/contacts/[id]/page", "app/page"),
    c: workers("app/_not-found/page"),
  };
  writeFileSync(manifest, JSON.stringify({ node }));
  await using here = await house({ actionPages: actionPages(manifest) });
  const answers: [string, string, number][] = [
    ["a", "/sign-in", 200],
    ["a", "/contacts/new", 200],
    ["a", "/contacts/7", 409],
    ["b", "/contacts/7", 200],
    ["b", "/contacts/new", 409],
    ["b", "/", 200],
    ["b", "/nothing", 409],
    ["c", "/nothing", 200],
    ["c", "/sign-in", 409],
    ["unknown", "/sign-in", 200],
  ];
  for (const [id, path, expected] of answers) {
    const text = await exchangeRaw(here.port, post("[]", "text/plain", [`Next-Action: ${id}`], path));
    expect(status(text), `${id} ${path}`).toBe(expected);
    if (expected === 409) expect(bodyOf(text)).toContain("belongs to another page");
  }
});
