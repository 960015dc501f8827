import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { checkTarget } from "./target.ts";

test("ordinary targets pass unchanged", () => {
  for (const target of [
    "/",
    "/contacts?limit=2&q=a%20b",
    "/.well-known/security.txt",
    "/_next/static/chunks/a..b.js",
    "/unsubscribe/eyJ.a-b_c~d=",
    "/a;v=1/b",
    "/contacts/%C3%A9",
    "/contacts?next=/x/../y&u=http%3A%2F%2Fa",
    "/settings/",
  ])
    expect(checkTarget(target)?.href, target).toBe(target);
});

test("needless encoding is undone, so both sides see one path", () => {
  expect(checkTarget("/%61pi/v1?x=%61")).toEqual({ href: "/api/v1?x=%61", path: "/api/v1" });
  expect(checkTarget("/%c3%a9")?.path).toBe("/%C3%A9");
  expect(checkTarget("/{a}?q='\"<b>'")?.href).toBe("/%7Ba%7D?q=%27%22%3Cb%3E%27");
});

test("what two parsers could read differently is refused", () => {
  for (const target of [
    "",
    "*",
    "x",
    "//evil.example/a",
    "/a//b",
    "/a/../b",
    "/..",
    "/a/..;/admin",
    "/a/.;x=1/b",
    "/a/%2e%2e/b",
    "/a/.%2E;/b",
    "/a%2fb",
    "/a%2Fb",
    "/a%5cb",
    "/a\\b",
    "/a%00",
    "/a?x=%00",
    "/a%0d%0aSet-Cookie:x",
    "/a%7f",
    "/%252e%252e/b",
    "/a%252fb",
    "/a%25252fb",
    "/a%",
    "/a%2",
    "/a%zz",
    "/%ff",
    "/%c0%ae%c0%ae/",
    "/a#b",
    "/a b",
    "/é",
    "/contacts/1?nxtPid=2",
    "/contacts/1?%6extPid=2",
    "/a?x=1&nxtIlocale=2",
  ])
    expect(checkTarget(target), target).toBeNull();
});

const nasty = fc.array(
  fc.constantFrom(
    "/",
    ".",
    "..",
    ";",
    "%2e",
    "%2F",
    "%5C",
    "%00",
    "%25",
    "\\",
    "a",
    "api",
    "?",
    "#",
    "%61",
    "%c3%a9",
    " ",
    "%",
  ),
  { maxLength: 14 },
);

test("an admitted path reads the same everywhere, twice too", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        nasty.map((parts) => `/${parts.join("")}`),
        fc.webPath(),
        fc.string(),
      ),
      (raw) => {
        const target = checkTarget(raw);
        if (!target) return;
        const url = new URL(`http://host.test${target.href}`);
        expect(url.host).toBe("host.test");
        expect(url.pathname).toBe(target.path);
        expect(url.href).toBe(`http://host.test${target.href}`);
        const decoded = decodeURIComponent(target.path);
        expect(decoded).not.toMatch(/\\|\/\/|(?:^|\/)\.{1,2}(?:;|\/|$)/);
        expect([...decoded].every((char) => char >= " " && char !== "\x7f")).toBe(true);
        expect(checkTarget(target.href)).toEqual(target);
      },
    ),
    { numRuns: 3_000 },
  );
});
