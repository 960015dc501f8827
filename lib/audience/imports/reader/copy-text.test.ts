import assert from "node:assert/strict";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { copyLine } from "./copy-text.ts";

/** Reads COPY text as the PostgreSQL manual says the server does. */
function decode(text: string): (string | null)[][] {
  assert.ok(text.endsWith("\n"));
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => line.split("\t").map((field) => (field === "\\N" ? null : unescaped(field))));
}

const escapes: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const unescaped = (field: string) =>
  field.replace(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter);

test("whatever is written to COPY text is what comes out of it", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }).filter((value) => !value.includes("\0")),
    fc
      .array(fc.constantFrom("\\", "\t", "\n", "\r", "N", "\\N", "\\.", ".", "a", "\b", "\v", "é"))
      .map((p) => p.join("")),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.option(text), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const copied = rows.map((row) => copyLine(row)).join("");
        assert.ok(!copied.includes("\r"));
        assert.ok(!copied.split("\n").includes("\\."));
        assert.deepEqual(decode(copied), rows);
      },
    ),
    { numRuns: 3000 },
  );
});

test("copied values are written as PostgreSQL reads them; NUL is refused", () => {
  const at = new Date(Date.UTC(2026, 10, 23, 8, 30));
  expect(copyLine([1, -2.5, 7n, true, false, at, null, undefined, ""])).toBe(
    "1\t-2.5\t7\tt\tf\t2026-11-23T08:30:00.000Z\t\\N\t\\N\t\n",
  );
  expect(() => copyLine(["a\0b"])).toThrow(RangeError);
});
