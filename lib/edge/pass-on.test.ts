import { expect, test } from "@playwright/test";
import type { LogLine } from "./log.ts";
import { bodyOf, dial, exchangeRaw, get, headersOf, house, secret, seen, status } from "./test-net.ts";

const forged = [
  "X-Forwarded-For: 6.6.6.6",
  "X-Forwarded-Host: evil.test",
  "X-Forwarded-Proto: https",
  "X-Forwarded-Port: 1",
  "Forwarded: for=6.6.6.6",
  "X-Real-IP: 6.6.6.6",
  "X-Request-Id: forged",
  "X-Mailneo-Ip: 6.6.6.6",
  "X-Mailneo-Edge: forged",
  "X-Mailneo-Other: forged",
  "x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware",
  "x-nextjs-data: 1",
];

test("forged words of the edge never reach the web process", async () => {
  await using here = await house();
  const text = await exchangeRaw(here.port, get("/contacts?a=1", forged));
  const { headers, url } = seen(text);
  expect(url).toBe("/contacts?a=1");
  expect(headers).toMatchObject({
    host: "localhost:3000",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": "localhost:3000",
    "x-forwarded-proto": "http",
    "x-forwarded-port": "3000",
    "x-real-ip": "127.0.0.1",
    "x-mailneo-ip": "127.0.0.1",
    "x-mailneo-edge": secret,
  });
  expect(headers["x-request-id"]).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(headersOf(text)["x-request-id"]).toEqual([headers["x-request-id"]]);
  expect(Object.keys(headers).filter((name) => /forwarded$|middleware|nextjs|other/.test(name))).toEqual([]);
  expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|forged/);
});

test("behind a trusted proxy the client is the right-most untrusted entry", async () => {
  await using here = await house({ trustedProxies: ["127.0.0.0/8", "10.0.0.0/8"] });
  const text = await exchangeRaw(
    here.port,
    get("/", ["X-Forwarded-For: 6.6.6.6, 198.51.100.7", "X-Forwarded-For: 10.1.1.1"]),
  );
  expect(seen(text).headers).toMatchObject({
    "x-forwarded-for": "198.51.100.7",
    "x-mailneo-ip": "198.51.100.7",
  });
});

test("what Next's client needs goes through, hop-by-hop headers do not", async () => {
  await using here = await house();
  const kept = [
    "Next-Action: a",
    "RSC: 1",
    "Next-Router-State-Tree: t",
    "Next-Url: /x",
    "Cookie: a=1",
    "Cookie: b=2",
  ];
  const { headers } = seen(
    await exchangeRaw(here.port, get("/", [...kept, "Connection: X-Hop", "X-Hop: 1", "TE: trailers"])),
  );
  expect(headers).toMatchObject({
    "next-action": "a",
    rsc: "1",
    "next-router-state-tree": "t",
    "next-url": "/x",
    cookie: "a=1|b=2",
  });
  expect(headers["x-hop"]).toBeUndefined();
  expect(headers.te).toBeUndefined();
});

test("answers keep separate cookies, lose software names, gain security headers", async () => {
  await using here = await house({}, (_request, response) => {
    response.writeHead(201, "Made", [
      "Set-Cookie",
      "a=1; Path=/",
      "Set-Cookie",
      "b=2; Path=/",
      "X-Powered-By",
      "Next.js",
      "Server",
      "x",
      "X-Request-Id",
      "other",
      "Keep-Alive",
      "timeout=99",
      "X-Nextjs-Postponed",
      "1",
    ]);
    response.end("made");
  });
  const text = await exchangeRaw(here.port, get("/"));
  const headers = headersOf(text);
  expect(text).toMatch(/^HTTP\/1\.1 201 Made/);
  expect(headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2; Path=/"]);
  expect(headers["x-content-type-options"]).toEqual(["nosniff"]);
  expect(headers["referrer-policy"]).toEqual(["no-referrer"]);
  expect(headers["cross-origin-opener-policy"]).toEqual(["same-origin"]);
  expect(headers["strict-transport-security"]).toBeUndefined();
  expect(headers["x-nextjs-postponed"]).toEqual(["1"]);
  for (const name of ["x-powered-by", "server", "keep-alive"]) expect(headers[name]).toBeUndefined();
  expect(headers["x-request-id"]).not.toContain("other");
});

test("a public https origin brings Strict-Transport-Security and its own scheme and port", async () => {
  await using here = await house({ appUrl: "https://app.example" });
  const text = await exchangeRaw(
    here.port,
    "GET / HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n",
  );
  expect(headersOf(text)["strict-transport-security"]).toEqual(["max-age=63072000; includeSubDomains"]);
  expect(seen(text).headers).toMatchObject({ "x-forwarded-proto": "https", "x-forwarded-port": "443" });
});

test("answers stream: the first part arrives while the page still writes", async () => {
  let finish: () => void = () => {};
  await using here = await house({}, (_request, response) => {
    response.write("first");
    finish = () => response.end("last");
  });
  const client = await dial(here.port);
  client.send(get("/"));
  expect(await client.until((text) => text.includes("first"))).not.toContain("last");
  finish();
  expect(bodyOf(await client.closed())).toBe("firstlast");
});

test("HEAD, 204 and 304 have no body, and the connection goes on", async () => {
  await using here = await house({}, (request, response) => {
    if (request.url === "/204") response.writeHead(204).end();
    else if (request.url === "/304") response.writeHead(304, { ETag: '"x"' }).end();
    else
      response.writeHead(200, { "Content-Length": 5 }).end(request.method === "HEAD" ? undefined : "hello");
  });
  const client = await dial(here.port);
  for (const [method, path] of [
    ["HEAD", "/"],
    ["GET", "/204"],
    ["GET", "/304"],
    ["GET", "/"],
  ])
    client.send(`${method} ${path} HTTP/1.1\r\nHost: localhost:3000\r\n\r\n`);
  const text = await client.until((got) => got.endsWith("hello"));
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([
    "HTTP/1.1 200",
    "HTTP/1.1 204",
    "HTTP/1.1 304",
    "HTTP/1.1 200",
  ]);
  client.socket.destroy();
});

test("a client that leaves aborts the request behind", async () => {
  let aborted = false;
  let arrived = false;
  await using here = await house({}, (_request, response) => {
    arrived = true;
    response.on("close", () => {
      aborted = true;
    });
  });
  const client = await dial(here.port);
  client.send(get("/slow"));
  await expect.poll(() => arrived).toBe(true);
  client.socket.destroy();
  await expect.poll(() => aborted).toBe(true);
});

test("a client leaving mid-body aborts the upstream request and is counted", async () => {
  let aborted = false;
  const lines: LogLine[] = [];
  await using here = await house({ log: (line) => lines.push(line) }, (request) => {
    request.on("error", () => {
      aborted = true;
    });
    request.resume();
  });
  const client = await dial(here.port);
  client.send("POST /x HTTP/1.1\r\nHost: localhost:3000\r\nContent-Length: 1000\r\n\r\nabc");
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.socket.destroy();
  await expect.poll(() => aborted).toBe(true);
  const left = lines.filter(({ event }) => event !== "listening");
  expect(left).toMatchObject([{ level: "info", event: "body-cut-off", count: 1 }]);
});

test("a dead web process is a 502 with a reference only", async () => {
  const events: string[] = [];
  await using here = await house({ log: (line) => events.push(`${line.event} ${line.requestId}`) });
  here.web.server.close();
  for (const accept of ["text/html", "application/json"]) {
    const text = await exchangeRaw(here.port, get("/", [`Accept: ${accept}`]));
    const headers = headersOf(text);
    expect(status(text)).toBe(502);
    expect(headers["retry-after"]).toEqual(["1"]);
    expect(headers["content-type"]?.[0]).toContain(accept === "text/html" ? "text/html" : "problem+json");
    expect(bodyOf(text)).toContain(headers["x-request-id"]?.[0]);
    expect(text).not.toMatch(/ECONNREFUSED|node:|at \w+ \(/);
    expect(events).toContain(`upstream-failed ${headers["x-request-id"]?.[0]}`);
  }
  expect(
    status(
      await exchangeRaw(
        here.port,
        `POST / HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc`,
      ),
    ),
  ).toBe(502);
});

test("a web process that never answers is a 504", async () => {
  await using here = await house({ limits: { upstreamMs: 200 } }, () => {});
  expect(status(await exchangeRaw(here.port, get("/")))).toBe(504);
});

test("an answer that breaks off is broken off for the client too", async () => {
  await using here = await house({}, (_request, response) => {
    response.write("part");
    setTimeout(() => response.destroy(), 30);
  });
  const text = await exchangeRaw(here.port, get("/"));
  expect(text).toContain("part");
  expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
});

test("a stale kept connection costs the reader nothing", async () => {
  let requests = 0;
  await using here = await house({}, (request, response) => {
    requests++;
    // The second request dies on the reused connection before a byte is answered.
    if (requests === 2) request.socket.destroy();
    else response.end("fine");
  });
  expect(await exchangeRaw(here.port, get("/"))).toContain("fine");
  expect(await exchangeRaw(here.port, get("/"))).toContain("fine");
  expect(requests).toBe(3);
});

test("connections to the web process are reused", async () => {
  const ports = new Set<number | undefined>();
  await using here = await house({}, (request, response) => {
    ports.add(request.socket.remotePort);
    response.end("x");
  });
  for (let i = 0; i < 5; i++) await exchangeRaw(here.port, get("/"));
  expect(ports.size).toBe(1);
});

test("development passes WebSockets through, byte for byte", async () => {
  await using here = await house({ allowUpgrade: true });
  let words = "";
  here.web.server.on("upgrade", (request, socket) => {
    words = `${request.headers["x-mailneo-edge"]} ${request.url}`;
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.pipe(socket);
  });
  const client = await dial(here.port);
  client.send(
    "GET /_next/hmr HTTP/1.1\r\nHost: localhost:3000\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  );
  expect(await client.until((text) => text.includes("\r\n\r\n"))).toContain("101");
  client.send("ping");
  expect(await client.until((text) => text.endsWith("ping"))).toContain("ping");
  expect(words).toBe(`${secret} /_next/hmr`);
  client.socket.destroy();
});
