import { expect, test } from "@playwright/test";
import { dial, exchangeRaw, get, house, seen, status } from "./test-net.ts";

const quick = { headersMs: 200, bodyIdleMs: 200, lingerMs: 200 };
const head = (path: string, lines: string[]) =>
  [`POST ${path} HTTP/1.1`, "Host: localhost:3000", ...lines, "", ""].join("\r\n");

test("endless headers get 408; a silent connection is closed", async () => {
  await using here = await house({ limits: quick });
  expect(status(await exchangeRaw(here.port, "GET / HTTP/1.1\r\nHost: loc"))).toBe(408);
  expect(await exchangeRaw(here.port, "")).toBe("");
});

test("headers that only drip are cut all the same", async () => {
  await using here = await house({ limits: quick });
  const client = await dial(here.port);
  client.send("GET / HTTP/1.1\r\n");
  const drip = setInterval(() => client.send("X: y\r\n"), 20);
  expect(status(await client.closed())).toBe(408);
  clearInterval(drip);
});

for (const path of ["/contacts", "/api/v1/contacts", `/api/uploads/${"A".repeat(64)}`]) {
  test(`a body that stops is answered with 408 on ${path}`, async () => {
    await using here = await house({
      limits: quick,
      api: async (request) => new Response(await request.text()),
    });
    expect(status(await exchangeRaw(here.port, `${head(path, ["Content-Length: 100000"])}abc`))).toBe(408);
    expect(status(await exchangeRaw(here.port, `${head(path, ["Transfer-Encoding: chunked"])}5\r\nab`))).toBe(
      408,
    );
  });
}

test("a body that drips below the minimum rate is cut", async () => {
  await using here = await house({ limits: { ...quick, bodyBytesPerSecond: 1_000 } });
  const client = await dial(here.port);
  client.send(head("/contacts", ["Content-Length: 100000"]));
  const drip = setInterval(() => client.send("a"), 20);
  expect(status(await client.closed())).toBe(408);
  clearInterval(drip);
});

test("a slow reader behind us does not count against the client", async () => {
  await using here = await house(
    { limits: { ...quick, bodyBytesPerSecond: 1_000_000 } },
    (request, response) => {
      let bytes = 0;
      request.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        request.pause();
        setTimeout(() => request.resume(), 60);
      });
      request.on("end", () => response.end(JSON.stringify({ bytes, raw: [] })));
    },
  );
  const size = 2 * 1024 * 1024;
  const client = await dial(here.port);
  client.send(head("/contacts", [`Content-Length: ${size}`, "Connection: close"]));
  client.send(Buffer.alloc(size));
  const text = await client.closed();
  expect(status(text)).toBe(200);
  expect(seen(text).bytes).toBe(size);
});

test("a client that never reads its answer is given up", async () => {
  await using here = await house({ limits: { stallMs: 200 } }, (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const client = await dial(here.port);
  client.socket.pause();
  client.send(get("/endless"));
  await expect.poll(() => here.edge.counts().open).toBe(1);
  await expect.poll(() => here.edge.counts().open).toBe(0);
});

test("waiting for a slow page is no stall", async () => {
  await using here = await house({ limits: { stallMs: 100 } }, (_request, response) => {
    setTimeout(() => response.end("late"), 500);
  });
  expect(await exchangeRaw(here.port, get("/late"))).toContain("late");
});
