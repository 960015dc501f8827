import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { cutText } from "./cut-text.ts";

test("cutting a text leaves every character whole", () => {
  const family = "👩‍👩‍👧";
  expect(cutText(`${"x".repeat(192)}🎉`, 193)).toBe("x".repeat(192));
  expect(cutText(`a${family}b`, 5)).toBe("a");
  expect(cutText(`a${family}b`, family.length + 1)).toBe(`a${family}`);
  expect(cutText("e\u0301e\u0301", 3)).toBe("e\u0301");
  expect(cutText("🇨🇭🇩🇪", 6)).toBe("🇨🇭");
  expect(cutText("short", 5)).toBe("short");
  expect(cutText(`a${"\u0301".repeat(1000)}`, 20).length).toBe(20);
  expect(cutText("🎉", 1)).toBe("");
});

test("property: a cut text is a well-formed beginning within its limit", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.integer({ min: 1, max: 60 }),
      (text, max) => {
        const cut = cutText(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(max);
        if (text.isWellFormed()) expect(cut.isWellFormed()).toBe(true);
      },
    ),
  );
});
