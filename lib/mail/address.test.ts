import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { domainOf, parseAddress } from "./address.ts";
import { cleanHeaderText, forcedHeaderText } from "./header-text.ts";

function parsed(text: string) {
  const result = parseAddress(text);
  return result.ok ? result.address : result.code;
}

test("an address is trimmed, folded and lower-cased, its domain written in punycode", () => {
  expect(parsed("  Ada.Lovelace+News@Example.COM ")).toBe("ada.lovelace+news@example.com");
  expect(parsed("info@Bücher.example")).toBe("info@xn--bcher-kva.example");
  expect(parsed("info@XN--BCHER-KVA.example")).toBe("info@xn--bcher-kva.example");
  expect(parsed("ａｄａ@ｅxample。com")).toBe("ada@example.com");
  expect(parsed("info@münchen.xn--p1ai")).toBe("info@xn--mnchen-3ya.xn--p1ai");
  expect(parsed("hello@例え.jp")).toBe("hello@xn--r8jz45g.jp");
  expect(parsed("почта@example.com")).toBe("not-ascii");
  expect(parsed("o'brien@example.ie")).toBe("o'brien@example.ie");
  expect(parsed("a@почта.рф")).toBe("a@xn--80a1acny.xn--p1ai");
  const result = parseAddress("a@b.example.org");
  expect(result.ok && domainOf(result.address)).toBe("b.example.org");
});

const hostile: [string, string][] = [
  ["", "empty"],
  ["   ", "empty"],
  ["plain", "at-sign"],
  ["a@b@c.com", "at-sign"],
  ["a＠evil.test", "at-sign"],
  ["a@b.test＠c.test", "at-sign"],
  ["a﹫evil.test", "at-sign"],
  ["a@b.test\r\nBcc: x@y.test", "control"],
  ["a@b.test\r\n", "control"],
  ["a@b.test\n", "control"],
  ["a\0@b.test", "control"],
  ["a@b.test\u2028", "control"],
  ["a@b.test\u0085", "control"],
  ["\ud800a@b.test", "control"],
  ["a\u202eb@c.test", "invisible"],
  ["a\u200b@c.test", "invisible"],
  ["a@c\u00ad.test", "invisible"],
  ["a@c\u2066.test", "invisible"],
  ["\ufeffa@c.test", "invisible"],
  ["a\u3164@c.test", "invisible"],
  ['"a b"@c.test', "quoted"],
  ['"a@b"@c.test', "at-sign"],
  ["a(comment)@c.test", "quoted"],
  ["a@c.test(comment)", "quoted"],
  ["Ada <a@c.test>", "quoted"],
  ["a@c.test, b", "quoted"],
  ["a,b@c.test", "quoted"],
  ["a b@c.test", "quoted"],
  ["a@[127.0.0.1]", "quoted"],
  ["a@[IPv6:::1]", "quoted"],
  ["a@127.0.0.1", "domain"],
  ["a@2130706433", "domain"],
  ["a@0x7f.1", "domain"],
  ["a@１２７.0.0.1", "domain"],
  ["a@①②⑦.0.0.1", "look-alike"],
  ["a@localhost", "domain"],
  ["a@example.com.", "domain"],
  ["a@.example.com", "domain"],
  ["a@example..com", "domain"],
  ["a@-example.com", "domain"],
  ["a@example-.com", "domain"],
  ["a@exa_mple.com", "domain"],
  ["a@exa%2emple.com", "domain"],
  ["a@example.com/x", "domain"],
  ["a@example.com#x", "domain"],
  ["a@xn--a.com", "domain"],
  [".a@example.com", "local"],
  ["a.@example.com", "local"],
  ["a..b@example.com", "local"],
  ["@example.com", "local"],
  ["a@", "domain"],
  ["pаypal@example.com", "look-alike"],
  ["ada@pаypal.com", "look-alike"],
  ["ada@раураӏ.com", "look-alike"],
  ["ada@gοοgle.com", "look-alike"],
  ["ada@xn--pypal-4ve.com", "look-alike"],
  ["𝐚𝐝𝐚@example.com", "look-alike"],
  ["ⓐda@example.com", "look-alike"],
  ["ﬁn@example.com", "look-alike"],
  ["\u212aate@example.com", "look-alike"],
  ["josé@example.com", "not-ascii"],
  ["İ@example.com", "not-ascii"],
  [`${"a".repeat(65)}@example.com`, "too-long"],
  [`a@${"b".repeat(64)}.com`, "domain"],
  [`${"a".repeat(64)}@${`${"b".repeat(60)}.`.repeat(3)}${"c".repeat(20)}.com`, "too-long"],
  [`a@${"b.".repeat(200)}com`, "too-long"],
];
for (const [index, [text, code]] of hostile.entries()) {
  test(`refused beside the field (${index + 1}) as ${code}: ${JSON.stringify(text.slice(0, 60))}`, () => {
    const result = parseAddress(text);
    expect(result.ok ? result.address : result.code).toBe(code);
    if (!result.ok) expect(result.reason).toMatch(/^[A-Z].*\S$/);
  });
}

test("property: an accepted address is ASCII with one @ and stable", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "a",
      "ada",
      "@",
      ".",
      "example.com",
      "＠",
      "а",
      "\r\n",
      "\0",
      "\u202e",
      '"',
      "<",
      "xn--",
      "ｅ",
    ),
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.tuple(piece, piece).map(([local, domain]) => `${local}@${domain}.com`),
    fc.emailAddress(),
  );
  fc.assert(
    fc.property(text, (value) => {
      const first = parseAddress(value);
      if (!first.ok) return;
      expect(first.address).toMatch(/^[!-?A-~]+@[a-z0-9.-]+\.[a-z0-9-]+$/);
      expect(first.address).not.toMatch(/[A-Z\s<>"(),:;[\]\\]/);
      expect(first.address.length).toBeLessThanOrEqual(254);
      expect(parseAddress(first.address)).toEqual(first);
      expect(parseAddress(` ${value.trim().toUpperCase()} `)).toEqual(
        parseAddress(value.trim().toUpperCase()),
      );
    }),
    { numRuns: 3000 },
  );
});

test("header text refuses controls and bidi overrides, keeping every language", () => {
  for (const bad of [
    "a\r\nBcc: x",
    "a\nb",
    "a\0",
    "a\u2028b",
    "a\u0085b",
    "a\u202egnp.exe",
    "a\u2067b",
    "\ud800",
  ]) {
    expect(cleanHeaderText(bad, 100).ok, JSON.stringify(bad)).toBe(false);
  }
  for (const good of ["Ada", "חדשות השבוע", "週刊ニュース 🎉", "👩‍👩‍👧 family", "Café", "a\u200fb"]) {
    expect(cleanHeaderText(good, 100), good).toEqual({ ok: true, text: good });
  }
  expect(cleanHeaderText("  too   many  ", 100)).toEqual({ ok: true, text: "too many" });
  expect(cleanHeaderText("🎉".repeat(10), 10).ok).toBe(true);
  expect(cleanHeaderText("🎉".repeat(11), 10)).toEqual({ ok: false, reason: "Use at most 10 characters." });
});

test("property: forced header text always passes the check it stands in for", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      expect(cleanHeaderText(forcedHeaderText(value, 60), 60).ok).toBe(true);
    }),
  );
});
