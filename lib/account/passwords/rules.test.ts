import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { isStorable, passwordBytes, passwordRules } from "./rules.ts";

const met = (password: string) => passwordRules.filter((rule) => rule.test(password)).map(({ id }) => id);

test("the five rules are the guide's, in its order", () => {
  expect(passwordRules.map(({ label }) => label)).toEqual([
    "At least 8 characters",
    "At least one uppercase letter",
    "At least one lowercase letter",
    "At least one number",
    "At least one special character",
  ]);
});

test("each rule is met by itself alone", () => {
  expect(met("")).toEqual([]);
  expect(met("中".repeat(8))).toEqual(["length"]);
  expect(met("A")).toEqual(["uppercase"]);
  expect(met("a")).toEqual(["lowercase"]);
  expect(met("1")).toEqual(["number"]);
  for (const special of [..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ €😀"])
    expect(met(special)).toEqual(["special"]);
});

test("letters of other scripts and accented letters are letters, not special characters", () => {
  expect(met("É")).toEqual(["uppercase"]);
  expect(met("ж")).toEqual(["lowercase"]);
  expect(met("e\u0301")).toEqual(["lowercase"]);
  expect(met("\u200d")).toEqual([]);
});

test("eight characters are eight code points, not UTF-16 units", { tag: "@V6.2.1" }, () => {
  expect(met("😀".repeat(7))).not.toContain("length");
  expect(met("😀".repeat(8))).toContain("length");
  expect(met("aaaaaaa")).not.toContain("length");
});

test("bytes are counted as UTF-8", () => {
  expect(passwordBytes("a")).toBe(1);
  expect(passwordBytes("é".repeat(36))).toBe(72);
  expect(passwordBytes("😀")).toBe(4);
});

test("a NUL or half a surrogate pair cannot be stored", () => {
  expect(isStorable("abc\0def")).toBe(false);
  expect(isStorable("\ud800abc")).toBe(false);
  expect(isStorable("abc\udc00")).toBe(false);
  expect(isStorable("abc😀")).toBe(true);
});

test("the rules import nothing, so the browser can tick them", () => {
  const source = readFileSync(new URL("./rules.ts", import.meta.url), "utf8");
  expect(source).not.toMatch(/\bimport\b|\brequire\b|\bBuffer\b|\bprocess\b/);
});
