import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { bulkHmac } from "./bulk-hmac.ts";
import { hmac } from "./hash.ts";

test("many under one key gives what one by one gives", () => {
  const different: string[] = [];
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.string({ maxLength: 20 }),
      fc.array(fc.string({ unit: "grapheme", maxLength: 254 }), { maxLength: 5 }),
      (key, label, texts) => {
        const many = bulkHmac(key, label);
        for (const text of texts)
          if (many(text) !== hmac(key, label, text).toString("hex")) different.push(text);
      },
    ),
    { numRuns: 500 },
  );
  expect(different).toEqual([]);
});

test("a text that does not fit is refused, never cut", () => {
  expect(() => bulkHmac("key", "x")("a".repeat(1025))).toThrow(RangeError);
  expect(() => bulkHmac("", "x")).toThrow(TypeError);
  expect(() => bulkHmac("k".repeat(65), "x")).toThrow(TypeError);
});
