import { expect, test } from "@playwright/test";
import type { Api } from "./answer-api.ts";
import { bodyOf, dial, exchangeRaw, get, headersOf, house, status } from "./test-net.ts";

const withApi = (api: Api, more = {}) => house({ api, ...more });

test("a request arrives with public origin, clean headers and client", async () => {
  await using here = await withApi((request, context) =>
    Response.json({ url: request.url, method: request.method, headers: [...request.headers], context }),
  );
  const text = await exchangeRaw(
    here.port,
    get(
      "/api/v1/me?x=1",
      ["X-Mailneo-Ip: 6.6.6.6", "X-Forwarded-For: 6.6.6.6", "Authorization: Bearer k", "X-Request-Id: 1"],
      "DELETE",
    ),
  );
  const body = JSON.parse(bodyOf(text));
  expect(body).toMatchObject({
    url: "http://localhost:3000/api/v1/me?x=1",
    method: "DELETE",
    context: { ip: "127.0.0.1" },
  });
  expect(body.context.requestId).toBe(headersOf(text)["x-request-id"]?.[0]);
  expect(body.headers).toEqual([
    ["authorization", "Bearer k"],
    ["host", "localhost:3000"],
  ]);
});

test("only /api and what is below it is answered here", async () => {
  await using here = await withApi(() => new Response("api"));
  for (const path of ["/api", "/api/", "/api/v1/me"])
    expect(bodyOf(await exchangeRaw(here.port, get(path)))).toBe("api");
  for (const path of ["/apis", "/API/v1", "/x/api/"])
    expect(bodyOf(await exchangeRaw(here.port, get(path)))).not.toBe("api");
});

test("status, cookies and length are kept; HEAD has no body", async () => {
  await using here = await withApi(() => {
    const headers = new Headers({ "Content-Type": "text/plain", "X-Powered-By": "Hono" });
    headers.append("Set-Cookie", "a=1");
    headers.append("Set-Cookie", "b=2");
    return new Response("häuser", { status: 201, headers });
  });
  const text = await exchangeRaw(here.port, get("/api/x"));
  expect(status(text)).toBe(201);
  expect(headersOf(text)).toMatchObject({ "content-length": ["7"], "set-cookie": ["a=1", "b=2"] });
  expect(headersOf(text)["x-powered-by"]).toBeUndefined();
  expect(Buffer.from(bodyOf(text), "latin1").toString()).toBe("häuser");
  expect(bodyOf(await exchangeRaw(here.port, get("/api/x", [], "HEAD")))).toBe("");
});

test("empty answers say so", async () => {
  await using here = await withApi(
    (request) => new Response(null, { status: request.url.endsWith("204") ? 204 : 200 }),
  );
  expect(headersOf(await exchangeRaw(here.port, get("/api/200")))["content-length"]).toEqual(["0"]);
  expect(headersOf(await exchangeRaw(here.port, get("/api/204")))["content-length"]).toBeUndefined();
});

test("long answers stream unchanged, at the reader's speed", async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  let pulled = 0;
  let more: () => void = () => {};
  await using here = await withApi((request) => {
    if (request.url.endsWith("/bytes")) return new Response(bytes);
    if (request.url.endsWith("/endless"))
      return new Response(
        new ReadableStream({
          pull(controller) {
            pulled++;
            controller.enqueue(new Uint8Array(65_536));
          },
        }),
      );
    return new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(Buffer.from("first"));
          await new Promise<void>((resolve) => {
            more = resolve;
          });
          controller.enqueue(Buffer.from("last"));
          controller.close();
        },
      }),
    );
  });
  expect(Buffer.from(bodyOf(await exchangeRaw(here.port, get("/api/bytes"))), "latin1").equals(bytes)).toBe(
    true,
  );

  const client = await dial(here.port);
  client.send(get("/api/parts"));
  expect(await client.until((text) => text.includes("first"))).not.toContain("last");
  more();
  expect(bodyOf(await client.closed())).toBe("firstlast");

  const lazy = await dial(here.port);
  lazy.socket.pause();
  lazy.send(get("/api/endless"));
  await expect.poll(() => pulled).toBeGreaterThan(2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(pulled).toBeLessThan(1_000);
  lazy.socket.destroy();
});

test("a stream that has said nothing yet still sends its head", async () => {
  await using here = await withApi(
    () => new Response(new ReadableStream({}), { headers: { "Content-Type": "text/event-stream" } }),
  );
  const client = await dial(here.port);
  client.send(get("/api/events"));
  expect(status(await client.until((text) => text.includes("\r\n\r\n")))).toBe(200);
  client.socket.destroy();
});

test("a client that leaves cancels the stream", async () => {
  let cancelled = false;
  await using here = await withApi(
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from("hi")),
          cancel() {
            cancelled = true;
          },
        }),
      ),
  );
  const client = await dial(here.port);
  client.send(get("/api/x"));
  await client.until((text) => text.includes("hi"));
  client.socket.destroy();
  await expect.poll(() => cancelled).toBe(true);
});

test("a client leaving mid-body ends the handler's read", async () => {
  let failed = false;
  let reading = false;
  await using here = await withApi(async (request) => {
    reading = true;
    try {
      await request.text();
    } catch {
      failed = true;
    }
    return new Response();
  });
  const client = await dial(here.port);
  client.send("POST /api/x HTTP/1.1\r\nHost: localhost:3000\r\nContent-Length: 100000\r\n\r\nabc");
  await expect.poll(() => reading).toBe(true);
  client.socket.destroy();
  await expect.poll(() => failed).toBe(true);
});

test("a throwing handler returns 500 with a reference only", async () => {
  const logged: unknown[] = [];
  await using here = await withApi(
    (request) => {
      if (request.url.endsWith("/stream"))
        return new Response(
          new ReadableStream({ start: (controller) => controller.error(new Error("secret detail")) }),
        );
      throw new Error("secret detail");
    },
    { log: (line: { error?: unknown }) => logged.push(line.error) },
  );
  for (const path of ["/api/x", "/api/stream"]) {
    const text = await exchangeRaw(here.port, get(path, ["Accept: text/html"]));
    expect(status(text)).toBe(500);
    expect(headersOf(text)["content-type"]).toEqual(["application/problem+json; charset=utf-8"]);
    expect(bodyOf(text)).toContain(headersOf(text)["x-request-id"]?.[0]);
    expect(text).not.toContain("secret");
  }
  expect(logged.filter((error) => error instanceof Error)).toHaveLength(2);
});

test("pipelined requests are answered in order", async () => {
  await using here = await withApi(async (request) => {
    const wait = Number(new URL(request.url).searchParams.get("wait"));
    await new Promise((resolve) => setTimeout(resolve, wait));
    return new Response(`<${wait}>`);
  });
  const client = await dial(here.port);
  for (const wait of [60, 30, 1])
    client.send(`GET /api/x?wait=${wait} HTTP/1.1\r\nHost: localhost:3000\r\n\r\n`);
  const text = await client.until((got) => got.includes("<1>"));
  expect(text.match(/<\d+>/g)).toEqual(["<60>", "<30>", "<1>"]);
  client.socket.destroy();
});
