import { expect, test } from "@playwright/test";
import { exchangeRaw, get, headersOf, house, status } from "./test-net.ts";

const raw = (lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;

/** One request for each way an answer leaves the edge. */
const ways: [string, number, string][] = [
  ["a page without headers of its own", 200, get("/page")],
  ["a redirect of the web process", 308, get("/moved/")],
  ["a file", 200, get("/_next/static/a.js")],
  ["what the web process does not know", 404, get("/nothing")],
  ["what the web process forbids", 403, get("/forbidden")],
  ["the API", 200, get("/api/health")],
  ["a refused method", 405, get("/", [], "PURGE")],
  ["a foreign host", 421, raw(["GET / HTTP/1.1", "Host: evil.example", "Connection: close"])],
  ["a refused target", 400, get("/..%2f")],
  ["a body too large", 413, get("/page", ["Content-Length: 99999999999"], "POST")],
  ["an expectation nobody meets", 417, get("/page", ["Expect: tea", "Content-Length: 1"], "POST")],
  ["bytes that are no request", 400, "GARBAGE\r\n\r\n"],
];

const statusOf = { "/moved/": 308, "/nothing": 404, "/forbidden": 403 } as Record<string, number>;

for (const appUrl of ["http://localhost:3000", "https://localhost:3000"])
  test(`every answer carries the security headers: ${appUrl}`, {
    tag: ["@V3.4.1", "@V3.4.4", "@V3.4.5", "@V3.4.6"],
  }, async () => {
    await using here = await house({ appUrl }, (request, response) => {
      response.writeHead(statusOf[request.url ?? ""] ?? 200, { "Content-Type": "text/plain" });
      response.end("x");
    });
    for (const [what, expected, request] of ways) {
      const text = await exchangeRaw(here.port, request);
      expect(status(text), what).toBe(expected);
      const headers = headersOf(text);
      expect(headers["x-content-type-options"], what).toEqual(["nosniff"]);
      expect(headers["content-security-policy"], what).toEqual([
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
      expect(headers["referrer-policy"], what).toEqual(["no-referrer"]);
      expect(headers["cross-origin-resource-policy"], what).toEqual(["same-origin"]);
      expect(headers["x-frame-options"], what).toEqual(["DENY"]);
      expect(headers["strict-transport-security"]?.length, what).toBe(
        appUrl.startsWith("https:") ? 1 : undefined,
      );
      expect(headers["content-type"]?.[0], what).toMatch(/; ?charset=utf-8$/i);
    }
  });
