import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { cleanRequestHeaders, cleanResponseHeaders } from "./headers.ts";

function clean(raw: string[], development = false): string[] {
  const names: string[] = [];
  cleanRequestHeaders(raw, (name) => names.push(name), development);
  return names;
}

test("what Next's browser client sends goes through", () => {
  const sent = [
    "Accept",
    "Cookie",
    "Next-Action",
    "Next-Router-Prefetch",
    "Next-Router-Segment-Prefetch",
    "Next-Router-State-Tree",
    "Next-Url",
    "Origin",
    "RSC",
    "Sec-Fetch-Site",
    "x-deployment-id",
    "x-mn-background",
    "Authorization",
    "traceparent",
    "Idempotency-Key",
  ];
  expect(clean(sent.flatMap((name) => [name, "1"]))).toEqual(sent);
});

test("forbidden headers are dropped in any case and spelling", () => {
  const forged = [
    "X-Forwarded-For",
    "x-forwarded-host",
    "X-FORWARDED-PROTO",
    "X-Forwarded-Anything",
    "X_Forwarded_For",
    "Forwarded",
    "X-Real-IP",
    "X-Request-Id",
    "x-mailneo-ip",
    "X-Mailneo-Edge",
    "X_MAILNEO_EDGE",
    "x-middleware-subrequest",
    "X-Middleware-Rewrite",
    "x-middleware-anything",
    "x-nextjs-data",
    "x-matched-path",
    "x-now-route-matches",
    "Next-Resume",
    "x-next-resume-state-length",
    "x-prerender-revalidate",
    "x-action-forwarded",
    "x-vercel-id",
    "x-invoke-path",
    "x-original-url",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "Proxy",
    "Location",
    "Set-Cookie",
    "Content-Security-Policy",
    "Expect",
  ];
  expect(clean(forged.flatMap((name) => [name, "1"]))).toEqual([]);
});

test("hop-by-hop headers and those Connection names stay on this hop", () => {
  const raw = [
    "Connection",
    "close, X-Secret",
    "Keep-Alive",
    "5",
    "TE",
    "trailers",
    "Upgrade",
    "h2c",
    "x-secret",
    "1",
    "Accept",
    "*/*",
  ];
  expect(clean(raw)).toEqual(["Accept"]);
});

test("only development lets the overlay's ids through", () => {
  const raw = ["x-nextjs-request-id", "1", "x-nextjs-html-request-id", "2", "x-nextjs-data", "1"];
  expect(clean(raw)).toEqual([]);
  expect(clean(raw, true)).toEqual(["x-nextjs-request-id", "x-nextjs-html-request-id"]);
});

test("Set-Cookie keeps its lines, and the software hides its name", () => {
  const out = cleanResponseHeaders(
    [
      "Set-Cookie",
      "a=1",
      "X-Powered-By",
      "Next.js",
      "Server",
      "x",
      "set-cookie",
      "b=2",
      "x-middleware-next",
      "1",
      "X-Request-Id",
      "forged",
    ],
    { requestId: "r", https: true },
  );
  expect(out.slice(0, 4)).toEqual(["Set-Cookie", "a=1", "set-cookie", "b=2"]);
  expect(out.join("\n")).not.toMatch(/next\.js|server|middleware|forged/i);
  expect(out).toContain("Strict-Transport-Security");
});

test("a page's own security headers win", () => {
  const out = cleanResponseHeaders(
    ["referrer-policy", "no-referrer", "Cross-Origin-Opener-Policy", "unsafe-none"],
    {
      requestId: "r",
      https: false,
    },
  );
  expect(out.filter((text) => /^(referrer-policy|cross-origin-opener-policy)$/i.test(text))).toHaveLength(2);
  expect(out).not.toContain("Strict-Transport-Security");
});

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,24}$/);
const prefix = fc.constantFrom(
  "x-mailneo-",
  "X-Forwarded-",
  "x_middleware_",
  "X-NextJS-",
  "x-next-",
  "x-now-",
  "X-Vercel-",
  "",
);

test("no spelling of a forbidden header survives, others stay", () => {
  const header = fc
    .tuple(prefix, token, fc.string())
    .map(([start, name, value]) => [start + name, value] as const);
  fc.assert(
    fc.property(fc.array(header), (headers) => {
      const kept: [string, string][] = [];
      cleanRequestHeaders(headers.flat(), (name, value) => kept.push([name, value]));
      for (const [name] of kept)
        expect(name.replaceAll("_", "-")).not.toMatch(
          /^x-(mailneo|forwarded|middleware|nextjs|next|now|vercel)-/i,
        );
      const free = headers.filter(([name]) => /^[a-df-z]{4}$/.test(name) && name !== "host");
      for (const pair of free) expect(kept).toContainEqual([...pair]);
    }),
  );
});
