import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { expect, test } from "@playwright/test";
import { isCommonPassword } from "./common.ts";

const list = createRequire(import.meta.url)("@zxcvbn-ts/language-common/src/passwords.json") as string[];

test("every common password is refused, also in capitals", { tag: "@V6.2.12" }, () => {
  expect(list.length).toBeGreaterThan(49_000);
  const taken = list.filter((entry) => !isCommonPassword(entry) || !isCommonPassword(entry.toUpperCase()));
  expect(taken).toEqual([]);
});

test("the first 3000 common passwords stay refused when decorated", {
  tag: "@V6.2.4",
}, () => {
  const words = list.filter((entry) => /^[a-z]{4,}$/.test(entry)).slice(0, 3_000);
  expect(words).toHaveLength(3_000);
  const dressed = words.flatMap((word) => {
    const capital = word.charAt(0).toUpperCase() + word.slice(1);
    return ["1!", "2026!", "#123", "!!99", " 7"].map((tail) => capital + tail);
  });
  expect(dressed.filter((password) => !isCommonPassword(password))).toEqual([]);
});

test("digits and signs that stand for letters hide nothing", { tag: "@V6.2.12" }, () => {
  for (const password of [
    "p@ssw0rd",
    "Dr4g0n",
    "Sh4d0w!",
    "f00tb@ll",
    "Tr1gg3r",
    "5un5h1n3",
    "he11o",
    "M1chelle#9",
  ]) {
    expect(isCommonPassword(password), password).toBe(true);
  }
});

test("passwords drawn at random are not refused by mistake", () => {
  const random = Array.from({ length: 50_000 }, () => randomBytes(9).toString("base64"));
  expect(random.filter(isCommonPassword)).toEqual([]);
});
