import assert from "node:assert/strict";
import { expect, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csvRow, guardCell, unguardCell } from "./csv-cell.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom(..."'=+-@\t\r\n＝＋－＠a,\"")).map((parts) => parts.join("")),
);

test("no cell begins like a formula, and every text comes back", () => {
  fc.assert(
    fc.property(text, (value) => {
      assert.doesNotMatch(guardCell(value), /^[=+\-@\t\r\n＝＋－＠]/);
      assert.equal(unguardCell(guardCell(value)), value);
    }),
    { numRuns: 5000 },
  );
  expect(guardCell("=cmd|' /C calc'!A0")).toBe("'=cmd|' /C calc'!A0");
  expect(guardCell("O'Neil")).toBe("O'Neil");
  expect(unguardCell("'quoted'")).toBe("'quoted'");
});

test("a row is RFC 4180: another reader gets the same cells", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (values) => {
      const [row] = parse(csvRow(values)) as string[][];
      assert.deepEqual(row?.map(unguardCell), values);
    }),
    { numRuns: 2000 },
  );
  expect(csvRow([null, undefined, -5, true, new Date(0)])).toBe(
    '"","","-5","true","1970-01-01T00:00:00.000Z"\r\n',
  );
});
