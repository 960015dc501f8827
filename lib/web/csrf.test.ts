import { expect, test } from "@playwright/test";
import { passesCsrfCheck } from "./csrf.ts";

const own = "https://mail.example.com";

const safeMethods = ["GET", "HEAD", "OPTIONS"];
const unsafeMethods = ["POST", "PUT", "PATCH", "DELETE"];

// [Sec-Fetch-Site, Origin, may it change something?]
const table: [string | null, string | null, boolean][] = [
  ["same-origin", own, true],
  ["same-origin", null, true],
  ["same-origin", "null", true],
  ["same-origin", "https://evil.example", true],
  ["same-site", own, false],
  ["same-site", "https://other.example.com", false],
  ["cross-site", own, false],
  ["cross-site", "https://evil.example", false],
  ["cross-site", "null", false],
  ["cross-site", null, false],
  ["none", null, false],
  ["none", own, false],
  ["", own, false],
  ["same-origin, cross-site", own, false],
  ["SAME-ORIGIN", own, false],
  ["garbage", own, false],
  [null, own, true],
  [null, null, false],
  [null, "null", false],
  [null, "", false],
  [null, "http://mail.example.com", false],
  [null, "https://mail.example.com:8443", false],
  [null, "https://mail.example.com/", false],
  [null, "https://mail.example.com.evil.example", false],
  [null, "https://evil.example", false],
  [null, "https://evil.example/?https://mail.example.com", false],
  [null, "https://user@mail.example.com", false],
  [null, "https://MAIL.example.com", false],
  [null, "https://mail.example.com, https://evil.example", false],
  [null, "file://", false],
];

const said = (value: string | null) => (value === null ? "absent" : JSON.stringify(value));

for (const [secFetchSite, origin, may] of table) {
  test(`a form with Sec-Fetch-Site ${said(secFetchSite)} and Origin ${said(origin)} is ${may ? "let in" : "refused"}`, {
    tag: ["@V3.5.1", "@V3.5.3"],
  }, () => {
    for (const method of [...unsafeMethods, "TRACE", "get"])
      expect(passesCsrfCheck({ method, secFetchSite, origin }, own), method).toBe(may);
  });
}

for (const method of safeMethods) {
  test(`${method} changes nothing and needs no proof of where it comes from`, () => {
    for (const [secFetchSite, origin] of table)
      expect(passesCsrfCheck({ method, secFetchSite, origin }, own)).toBe(true);
  });
}

for (const method of unsafeMethods.slice(0, 3)) {
  test(`${method} with neither header is refused as foreign`, () => {
    expect(passesCsrfCheck({ method, secFetchSite: null, origin: null }, own)).toBe(false);
  });
}
