import { crc32 } from "node:zlib";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { API_KEY_PATTERN, generateApiKey, parseApiKey } from "./api-key.ts";
import { sha256 } from "./hash.ts";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

test("a key has 190 random bits and is stored as SHA-256", {
  tag: ["@V6.5.2", "@V6.5.3"],
}, () => {
  const keys = Array.from({ length: 500 }, () => generateApiKey("live"));
  expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  for (const { key, id, hash, lastFour } of keys) {
    expect(key).toMatch(new RegExp(`^${API_KEY_PATTERN}$`));
    expect(hash).toEqual(sha256(key));
    expect(key.slice(8, 18)).toBe(id);
    expect(key.endsWith(lastFour)).toBe(true);
  }
});

test("every character of the alphabet appears in the secrets", () => {
  const text = Array.from({ length: 300 }, () => generateApiKey("test").key.slice(19, 51)).join("");
  expect([...new Set(text)].sort().join("")).toBe(BASE62);
});

test("a generated key parses to its own parts", () => {
  for (const mode of ["live", "test"] as const) {
    const { key, ...parts } = generateApiKey(mode);
    expect(parseApiKey(key)).toEqual({ ...parts, mode });
  }
});

test("the last six characters are the CRC32 in base62", () => {
  const { key } = generateApiKey("live");
  const value = [...key.slice(-6)].reduce((sum, digit) => sum * 62 + BASE62.indexOf(digit), 0);
  expect(value).toBe(crc32(key.slice(0, -6)));
});

test("a key with any single character changed is refused before a look-up", () => {
  const { key } = generateApiKey("live");
  const taken: string[] = [];
  for (let at = 0; at < key.length; at++) {
    for (const character of BASE62.replace(key.charAt(at), "")) {
      const changed = key.slice(0, at) + character + key.slice(at + 1);
      if (parseApiKey(changed) !== null) taken.push(changed);
    }
  }
  expect(taken).toEqual([]);
});

test("a renamed, cut, padded or spaced key is refused", () => {
  const { key } = generateApiKey("live");
  for (const text of [key.replace("live", "test"), key.slice(0, -1), `${key}0`, ` ${key}`, `${key}\n`, ""]) {
    expect(parseApiKey(text), text).toBeNull();
  }
  expect(parseApiKey(undefined as unknown as string)).toBeNull();
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => expect(parseApiKey(text)).toBeNull()));
});
