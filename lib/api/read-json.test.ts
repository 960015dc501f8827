import { expect, test } from "@playwright/test";
import type { AppError } from "#lib/core/errors.ts";
import { readJson } from "./read-json.ts";

const read = (text: string | Uint8Array) =>
  readJson(typeof text === "string" ? new TextEncoder().encode(text) : new Uint8Array(text));

const faultOf = (text: string | Uint8Array) => {
  try {
    read(text);
  } catch (error) {
    const { code, message, fields } = error as AppError;
    return { code, message, field: Object.keys(fields)[0] };
  }
  throw new Error("It was read.");
};

test("valid JSON is read as JSON.parse reads it", () => {
  const texts = [
    "null",
    ' { "a" : [ 1 , -2.5e3 , true , false , null , "x\\n\\u00e9\\ud83d\\ude00" ] , "" : {} } ',
    "[]",
    '"\\\\"',
    '{"constructor":2}',
    "-0",
    "1E+2",
  ];
  for (const text of texts) expect(read(text), text).toEqual(JSON.parse(text));
  expect(({} as { x?: number }).x).toBeUndefined();
});

test("what is no JSON is refused without a field", () => {
  for (const text of [
    "",
    " ",
    "{",
    '{"a"}',
    '{"a":1,}',
    "[1,]",
    "[1 2]",
    "01",
    "+1",
    ".5",
    "1.",
    "NaN",
    "'a'",
    '"a',
    '"\t"',
    '"\\x"',
    '"\\u12"',
    "{a:1}",
    "1 2",
    "\ufeff{}",
    "tru",
    "/**/1",
  ])
    expect(faultOf(text), text).toMatchObject({ code: "invalid", field: undefined });
  expect(faultOf(Uint8Array.of(0x22, 0xff, 0x22)).message).toContain("UTF-8");
});

test("hostile JSON is refused with the path of its field", () => {
  const deep = `{"a":${"[".repeat(100_000)}`;
  expect(faultOf(deep).field).toBe("a.0.0.0.0");
  expect(faultOf('{"a":{"b":1,"b":2}}').field).toBe("a.b");
  expect(faultOf('{"a":{"\\u0062":1,"b":2}}').field).toBe("a.b");
  expect(faultOf('{"email":"a\\u0000b"}').field).toBe("email");
  expect(faultOf('{"rows":[{"name":"\\ud800"}]}').field).toBe("rows.0.name");
  expect(faultOf(`{"name":"${"x".repeat(10_000_000)}"}`).field).toBe("name");
  expect(faultOf(`{"name":"${'\\"'.repeat(5_000_000)}"}`).field).toBe("name");
  expect(faultOf('{"age":1e999}').field).toBe("age");
  expect(faultOf(`{"list":[${"1,".repeat(60_000)}1]}`).field).toMatch(/^list\.\d+$/);
});
