import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { hostCheck } from "./authority.ts";

test("a public origin has one host, with or without its standard port", () => {
  const verdict = hostCheck(new URL("https://app.example"), 3000, []);
  for (const host of ["app.example", "APP.example", "app.example:443"]) expect(verdict(host)).toBe("ours");
  for (const host of [
    "app.example:80",
    "evil.example",
    "app.example.evil.example",
    "127.0.0.1:3000",
    "app.example.",
  ])
    expect(verdict(host)).not.toBe("ours");
});

test("a loopback origin answers to every loopback name on its port", () => {
  const verdict = hostCheck(new URL("http://localhost:3000"), 3000, ["mail.test:3000"]);
  for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "mail.test:3000"])
    expect(verdict(host)).toBe("ours");
  for (const host of ["localhost", "localhost:3001", "192.168.0.2:3000"])
    expect(verdict(host)).toBe("foreign");
});

test("a host with illegal characters is malformed", () => {
  const verdict = hostCheck(new URL("https://app.example"), 443, []);
  for (const host of [
    "",
    "a b",
    "a/b",
    "user@app.example",
    "app.example:x",
    "app.example:",
    "a,b",
    "[::1",
    "a\\b",
    "a?b",
    "é",
  ])
    expect(verdict(host), host).toBe("malformed");
});

test("only exact hosts are ever ours", () => {
  const verdict = hostCheck(new URL("https://app.example"), 443, []);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.domain(),
        fc.string().map((text) => `app.example${text}`),
      ),
      (host) => {
        if (verdict(host) === "ours")
          expect(["app.example", "app.example:443"]).toContain(host.toLowerCase());
      },
    ),
  );
});
