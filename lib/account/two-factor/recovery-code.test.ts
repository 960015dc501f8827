import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { newRecoveryCode, readRecoveryCode, recoveryCodeHash } from "./recovery-code.ts";

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const code = fc
  .array(fc.constantFrom(...letters), { minLength: 16, maxLength: 16 })
  .map((all) => all.join(""));

/** What people make of a letter: its lower case, and the ones that look like it. */
const looksLike: Record<string, string[]> = { "0": ["0", "O", "o"], "1": ["1", "I", "i", "L", "l"] };
const typed = (letter: string) => fc.constantFrom(...(looksLike[letter] ?? [letter, letter.toLowerCase()]));
const separator = fc.constantFrom("", "", "-", " ", "–", "‐", ".", "_", "\t", "  ");

test("a code has 80 random bits in four unambiguous groups", { tag: "@V6.5.2" }, () => {
  const codes = Array.from({ length: 500 }, newRecoveryCode);
  for (const each of codes) expect(each).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(codes).size).toBe(500);
  expect(new Set(codes.join("").replaceAll("-", "")).size).toBe(32);
});

test("however it is typed, case, separators and look-alikes are forgiven", () => {
  const typedCode = code.chain((plain) =>
    fc
      .tuple(...[...plain].map((letter) => fc.tuple(typed(letter), separator)))
      .map((parts) => ({ plain, text: parts.flat().join("") })),
  );
  fc.assert(fc.property(typedCode, ({ plain, text }) => readRecoveryCode(text) === plain));
});

test("reading is stable, and never makes one code of two", () => {
  fc.assert(fc.property(code, code, (a, b) => (readRecoveryCode(a) === readRecoveryCode(b)) === (a === b)));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
      const read = readRecoveryCode(text);
      return read === null || (/^[0-9A-Z]{16}$/.test(read) && readRecoveryCode(read) === read);
    }),
  );
  for (const none of ["", "7K3M-9QXR-0D5T", "U".repeat(16), "7K3M-9QXR-0D5T-VW2AA", "\ud800".repeat(16)])
    expect(readRecoveryCode(none)).toBeNull();
});

test("a hash is of one person under one key", { tag: ["@V6.5.2", "@V11.4.2"] }, () => {
  const key = randomBytes(32);
  const hash = recoveryCodeHash(key, "ada", "0".repeat(16));
  expect(hash).toHaveLength(32);
  expect(recoveryCodeHash(key, "eve", "0".repeat(16))).not.toEqual(hash);
  expect(recoveryCodeHash(randomBytes(32), "ada", "0".repeat(16))).not.toEqual(hash);
});
