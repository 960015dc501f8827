import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { streamSafe } from "#lib/core/stream-safe.ts";
import { unguardCell } from "#lib/files/csv-cell.ts";
import { forcedHeaderText } from "#lib/mail/header-text.ts";
import { addressText, cellText, headerText } from "./cell-text.ts";

const max = 20;
const parts = ["a", "B", "é", "e\u0301", "\u1f82", "\u03b1\u0313\u0300\u0345", "\u1112\u1161\u11ab", "👩"];
const between = [" ", "  ", "\t", "\r\n", "\u0001", "\u202e", "\u2066", "\u00a0", "'", "=", "<", "{{"];

test("a cell reads the same when cut before or after cleaning", () => {
  const cells = fc.array(fc.constantFrom(...parts, ...parts, ...between), { maxLength: 40 });
  fc.assert(
    fc.property(cells, (pieces) => {
      const cell = pieces.join("");
      const whole = forcedHeaderText(unguardCell(cell), 100_000) || null;
      const cut = cellText(cell, max);
      if (lengthOf(whole) <= max) expect(cut).toBe(whole);
      else expect(lengthOf(cut)).toBeGreaterThan(max);
    }),
    { numRuns: 5000 },
  );
});

test("a name between thousands of blanks is read, overlong text refused", () => {
  const blanks = " \t\u0001".repeat(10_000);
  expect(cellText(`${blanks}Ada${blanks}Lovelace${blanks}`, max)).toBe("Ada Lovelace");
  expect(lengthOf(cellText(`${"a".repeat(50_000)} Lovelace`, max))).toBeGreaterThan(max);
  expect(cellText(blanks, max)).toBeNull();
});

test("a letter keeps at most thirty marks in any text", () => {
  const marks = "\u0301\u0323".repeat(500);
  expect(streamSafe(`a${marks}b`)).toBe(`a${"\u0301\u0323".repeat(15)}b`);
  expect(streamSafe("Việt Nam नमस्ते")).toBe("Việt Nam नमस्ते");
  expect(lengthOf(headerText(`e${marks}`))).toBe(31);
});

test("an address loses the blanks around it and stays too long", () => {
  expect(addressText(`\u00a0 \t${" ".repeat(40_000)}ada@example.com \u3000`)).toBe("ada@example.com");
  expect(addressText("a".repeat(5000))).toHaveLength(1001);
});

const lengthOf = (text: string | null) => [...(text ?? "")].length;
