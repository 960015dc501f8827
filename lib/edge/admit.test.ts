import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { bodyOf, dial, exchangeRaw, get, headersOf, house, seen, status } from "./test-net.ts";

const post = (lines: string[], body = "") =>
  ["POST /contacts HTTP/1.1", "Host: localhost:3000", ...lines, "", body].join("\r\n");

test("methods outside the list are refused", async () => {
  await using here = await house();
  for (const method of ["TRACE", "TRACK", "PROPFIND", "QUERY", "FOO", "get"]) {
    const text = await exchangeRaw(here.port, get("/", [], method));
    expect(status(text), method).toBe(method === "get" ? 400 : 405);
    expect(headersOf(text).connection).toEqual(["close"]);
  }
  expect(
    status(await exchangeRaw(here.port, "CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n")),
  ).toBe(405);
});

test("a request of unclear length is refused with all behind it", async () => {
  await using here = await house();
  const smuggled = get("/smuggled");
  for (const [lines, body] of [
    [["Content-Length: 5", "Content-Length: 6"], "hello"],
    [["Content-Length: 5", "Content-Length: 5"], "hello"],
    [["Content-Length: 5, 5"], "hello"],
    [["Content-Length: +5"], "hello"],
    [["Content-Length: 0x5"], "hello"],
    [["Content-Length: -1"], ""],
    [["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    [["Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n"],
    [["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"],
    [["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], "0\r\n\r\n"],
    [["Transfer-Encoding: identity"], ""],
    [["Transfer-Encoding : chunked"], "0\r\n\r\n"],
    [["Transfer-Encoding: xchunked"], "0\r\n\r\n"],
    [["Transfer-Encoding: chunked"], "zz\r\n"],
    [["Transfer-Encoding: chunked"], "5\nhello\n0\n\n"],
    [["X: a\nContent-Length: 5"], "hello"],
  ] as [string[], string][]) {
    const text = await exchangeRaw(here.port, post(lines, body) + smuggled + smuggled);
    expect(status(text), lines.join(" | ")).toBe(400);
    expect(text.match(/HTTP\/1\.1 /g), lines.join(" | ")).toHaveLength(1);
    expect(text).not.toContain("smuggled");
  }
});

test("a body on GET or HEAD is refused", async () => {
  await using here = await house();
  for (const method of ["GET", "HEAD"])
    expect(status(await exchangeRaw(here.port, `${get("/", ["Content-Length: 3"], method)}abc`))).toBe(400);
});

test("a pipelined request cannot steal another's answer", async () => {
  await using here = await house();
  const first = "GET /first HTTP/1.1\r\nHost: localhost:3000\r\n\r\n";
  const text = await exchangeRaw(here.port, `${first}GET /bad path HTTP/9.9\r\n\r\n${first}`);
  expect(status(text)).toBe(200);
  expect(seen(text.slice(0, text.lastIndexOf("}") + 1)).url).toBe("/first");
  expect(text.match(/"url"/g)).toHaveLength(1);
});

test("Host is exactly one well-formed host, and ours", async () => {
  await using here = await house();
  const ask = (lines: string[], path = "/") =>
    exchangeRaw(here.port, [`GET ${path} HTTP/1.1`, ...lines, "Connection: close", "", ""].join("\r\n"));
  expect(status(await ask([]))).toBe(400);
  expect(status(await ask(["Host: localhost:3000", "Host: localhost:3000"]))).toBe(400);
  for (const host of ["", "a b", "user@localhost:3000", "localhost:3000/x", "a,b"])
    expect(status(await ask([`Host: ${host}`])), host).toBe(400);
  for (const host of ["evil.test", "localhost", "localhost:1", "localhost.evil.test:3000"])
    expect(status(await ask([`Host: ${host}`])), host).toBe(421);
  for (const host of ["localhost:3000", "127.0.0.1:3000", `127.0.0.1:${here.port}`, "[::1]:3000"])
    expect(status(await ask([`Host: ${host}`])), host).toBe(200);
  for (const path of ["/api/health", "/api/ready", "/api/metrics"])
    expect(status(await ask(["Host: 10.1.2.3"], path))).toBe(200);
  expect(status(await ask(["Host: 10.1.2.3"], "/api/v1/me"))).toBe(421);
  expect(status(await exchangeRaw(here.port, "GET / HTTP/1.0\r\n\r\n"))).toBe(400);
});

test("headers that mean two things when sent twice are refused", async () => {
  await using here = await house();
  for (const name of ["Authorization", "Content-Type", "Origin"])
    expect(status(await exchangeRaw(here.port, get("/", [`${name}: a`, `${name}: b`])))).toBe(400);
});

test("absolute-form targets pass for the same host only", async () => {
  await using here = await house();
  expect(seen(await exchangeRaw(here.port, get("http://localhost:3000/x?y=1"))).url).toBe("/x?y=1");
  expect(seen(await exchangeRaw(here.port, get("http://LOCALHOST:3000"))).url).toBe("/");
  for (const target of [
    "http://evil.test/x",
    "http://localhost:3000@evil.test/",
    "ftp://localhost:3000/",
    "*",
  ])
    expect(status(await exchangeRaw(here.port, get(target))), target).toBe(400);
});

test("path tricks are refused or normalised before anybody routes on them", async () => {
  await using here = await house();
  for (const path of ["/a/..;/b", "/a/../b", "/a%2fb", "/%2e%2e/b", "//x", "/a\\b", "/a%00", "/%5c"])
    expect(status(await exchangeRaw(here.port, get(path))), path).toBe(400);
  const api = JSON.parse(bodyOf(await exchangeRaw(here.port, get("/%61pi/v1/me"))));
  expect(api.url).toBe("http://localhost:3000/api/v1/me");
});

test("too long addresses and too many or too large headers are refused", async () => {
  await using here = await house();
  expect(status(await exchangeRaw(here.port, get(`/${"a".repeat(8_191)}`)))).toBe(200);
  expect(status(await exchangeRaw(here.port, get(`/${"a".repeat(8_192)}`)))).toBe(414);
  expect(status(await exchangeRaw(here.port, get(`/${"a".repeat(40_000)}`)))).toBe(414);
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `X-${i}: v`);
  expect(status(await exchangeRaw(here.port, get("/", lines(98))))).toBe(200);
  expect(status(await exchangeRaw(here.port, get("/", lines(99))))).toBe(431);
  expect(status(await exchangeRaw(here.port, get("/", lines(400))))).toBe(431);
  expect(status(await exchangeRaw(here.port, get("/", [`X: ${"a".repeat(17_000)}`])))).toBe(431);
});

test("a request with more than 200 cookies is refused", async () => {
  await using here = await house();
  const cookies = (many: number) => `Cookie: ${Array.from({ length: many }, (_, n) => `c${n}=`).join("; ")}`;
  expect(status(await exchangeRaw(here.port, get("/", [cookies(200)])))).toBe(200);
  expect(status(await exchangeRaw(here.port, get("/", [cookies(201)])))).toBe(431);
});

test("a header of 1 MB is cut off and not kept", async () => {
  await using here = await house({ limits: { lingerMs: 300 } });
  const client = await dial(here.port);
  client.send(`GET / HTTP/1.1\r\nHost: localhost:3000\r\nX-Big: `);
  client.send("a".repeat(1024 * 1024));
  const text = await client.until((got) => got.includes("\r\n\r\n"));
  expect(status(text)).toBe(431);
  await client.closed();
  expect(here.edge.counts().open).toBe(0);
});

test("WebSocket upgrades are refused in production, others ignored", async () => {
  await using here = await house();
  const socket = ["Upgrade: websocket", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13"];
  const ask = (lines: string[]) =>
    exchangeRaw(
      here.port,
      ["GET / HTTP/1.1", "Host: localhost:3000", "Connection: Upgrade, close", ...lines, "", ""].join("\r\n"),
    );
  expect(status(await ask(socket))).toBe(400);
  const plain = seen(await ask(["Upgrade: h2c", "HTTP2-Settings: x"]));
  expect(plain.headers.upgrade).toBeUndefined();
  expect(plain.headers["http2-settings"]).toBeUndefined();
});

test("bytes that are not HTTP get 400 and a closed connection", async () => {
  await using here = await house();
  for (const bytes of ["\x16\x03\x01\x02\x00\x01\x00", "hello\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])
    expect(status(await exchangeRaw(here.port, bytes)), JSON.stringify(bytes)).toBe(400);
  expect(status(await exchangeRaw(here.port, "GET / HTTP/2.0\r\nHost: localhost:3000\r\n\r\n"))).toBe(505);
});

test("refusals are problem+json with request id, or a page", async () => {
  await using here = await house();
  const program = await exchangeRaw(here.port, get("/", [], "TRACE"));
  const [id] = headersOf(program)["x-request-id"] ?? [];
  expect(headersOf(program)["content-type"]).toEqual(["application/problem+json; charset=utf-8"]);
  expect(JSON.parse(bodyOf(program))).toMatchObject({
    status: 405,
    title: "Method Not Allowed",
    request_id: id,
  });

  const browser = await exchangeRaw(here.port, get("/", ["Accept: text/html,*/*", "Host: x"]));
  expect(headersOf(browser)["content-type"]).toEqual(["text/html; charset=utf-8"]);
  expect(bodyOf(browser)).toContain(headersOf(browser)["x-request-id"]?.[0]);
});

test("no bytes forge an edge header or a second request", async () => {
  const paths: string[] = [];
  const edgeWords: string[] = [];
  await using here = await house({}, (request, response) => {
    paths.push(request.url ?? "");
    edgeWords.push(`${request.headers["x-mailneo-edge"]}|${request.headers["x-forwarded-for"]}`);
    request.resume();
    response.end("ok");
  });
  const line = fc.constantFrom(
    "Content-Length: 5",
    "Content-Length: 0",
    "content-length:7",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding:\tchunked",
    "X-Mailneo-Edge: forged",
    "X-Forwarded-For: 6.6.6.6",
    "Connection: x-mailneo-edge, keep-alive, content-length",
    "Connection: close",
    "Expect: 100-continue",
    "\tfolded",
    "Cookie: a=1",
  );
  const body = fc.constantFrom(
    "",
    "hello",
    "5\r\nhello\r\n0\r\n\r\n",
    "0\r\n\r\n",
    "0\r\nX-Mailneo-Edge: forged\r\n\r\n",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), body, async (lines, content) => {
      paths.length = 0;
      edgeWords.length = 0;
      const framed = lines.some((entry) => /^(content-length|transfer-encoding)/i.test(entry));
      const text = await exchangeRaw(
        here.port,
        `${post([...lines, ...(framed ? [] : ["Content-Length: 0"])], content)}${get("/second")}`,
      );
      for (const word of edgeWords) expect(word).toBe("edge-secret-for-tests|127.0.0.1");
      if (status(text) === 400) expect(paths.filter((path) => path === "/second")).toEqual([]);
      expect(paths.every((path) => path === "/contacts" || path === "/second")).toBe(true);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
