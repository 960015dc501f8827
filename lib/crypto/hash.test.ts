import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { deriveKey, hkdf, hmac, safeEqual, sha256 } from "./hash.ts";

test("sha256 gives the published answer for abc", { tag: "@V11.4.3" }, () => {
  expect(sha256("abc").toString("hex")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("hmac is HMAC-SHA-256 over the parts, each behind its length", () => {
  const plain = createHmac("sha256", "key").update("\0\0\0\x02ab\0\0\0\x01c").digest();
  expect(hmac("key", "ab", "c")).toEqual(plain);
  expect(hmac("key", Buffer.from("ab"), "c")).toEqual(plain);
});

test("parts cut at other places never give the same hmac", { tag: "@V11.4.3" }, () => {
  const parts = fc.array(fc.string({ unit: "binary", maxLength: 5 }), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(hmac("key", ...a).equals(hmac("key", ...b))).toBe(same);
    }),
  );
  expect(hmac("key", "ab", "c")).not.toEqual(hmac("key", "a", "bc"));
  expect(hmac("key", "a", "")).not.toEqual(hmac("key", "a"));
});

test("hmac refuses an empty key and ambiguous text", () => {
  expect(() => hmac("", "a")).toThrow(TypeError);
  expect(() => hmac("key", "\ud800")).toThrow(TypeError);
});

test("safeEqual compares any lengths and rejects ill-formed text", () => {
  expect(safeEqual("secret", Buffer.from("secret"))).toBe(true);
  expect(safeEqual("secret", "secreT")).toBe(false);
  expect(safeEqual("secret", "secret longer")).toBe(false);
  expect(safeEqual("", "")).toBe(true);
  expect(safeEqual("\ud800", "\ufffd")).toBe(false);
});

test("a derived key is HKDF-SHA-256, and another for each purpose and secret", { tag: "@V11.4.4" }, () => {
  const secret = Buffer.alloc(32, 7);
  const prk = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  const expected = createHmac("sha256", prk).update("mn:v1:links\x01").digest();
  expect(deriveKey(secret, "links")).toEqual(expected);
  expect(deriveKey(secret, "links")).toHaveLength(32);
  expect(deriveKey(secret, "sessions")).not.toEqual(expected);
  expect(deriveKey(Buffer.alloc(32, 8), "links")).not.toEqual(expected);
});

test("hkdf by two HMACs is HKDF of the platform", { tag: "@V11.4.4" }, () => {
  for (const bytes of [0, 16, 32, 64, 100]) {
    const [secret, salt] = [randomBytes(32), randomBytes(bytes)];
    const info = `mn:v1:person:${bytes}`;
    expect(hkdf(secret, salt, info)).toEqual(Buffer.from(hkdfSync("sha256", secret, salt, info, 32)));
  }
});

test("a short secret and an empty purpose are refused", { tag: "@V11.2.3" }, () => {
  expect(() => deriveKey("short", "links")).toThrow(TypeError);
  expect(() => deriveKey(Buffer.alloc(32), "")).toThrow(TypeError);
});
