import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { safeNext } from "./safe-next.ts";

const here = "https://mail.example.com";

test("a page of ours comes back as it was", () => {
  for (const path of [
    "/",
    "/contacts",
    "/contacts?state=active&page=2#top",
    "/settings/workspace",
    "/a//b",
    "/%2f%2fevil",
  ])
    expect(safeNext(path)).toBe(path);
});

test("anything a browser could read as another site becomes the dashboard", () => {
  const hostile = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/%2e%2e//evil.example",
    "/a/../..//evil.example",
    "",
    "?next=/",
    "/\u0000",
    `/${"a".repeat(3000)}`,
    null,
    undefined,
    ["/contacts"],
    { toString: () => "/contacts" },
  ];
  for (const next of hostile) expect(safeNext(next), JSON.stringify(next)).toBe("/dashboard");
});

test("any requested target stays on this site, also twice", {
  tag: "@V3.7.2",
}, () => {
  const pieces = fc.array(
    fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "@",
      ":",
      "//",
      "evil.example",
      "%2f",
      "\t",
      "?",
      "#",
      "a",
      "https:",
    ),
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl(),
    fc.webPath(),
    pieces.map((all) => all.join("")),
  );
  fc.assert(
    fc.property(texts, fc.boolean(), (text, slash) => {
      const path = safeNext(slash ? `/${text}` : text);
      const url = new URL(path, here);
      expect(url.origin).toBe(here);
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(safeNext(path)).toBe(path);
      expect(new URL(path, "https://other.example").origin).toBe("https://other.example");
    }),
    { numRuns: 5000 },
  );
});
