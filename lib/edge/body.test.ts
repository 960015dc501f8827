import { expect, test } from "@playwright/test";
import { bodyOf, dial, exchangeRaw, house, seen, status } from "./test-net.ts";

const head = (path: string, lines: string[]) =>
  [`POST ${path} HTTP/1.1`, "Host: localhost:3000", "Connection: close", ...lines, "", ""].join("\r\n");
/** The one route that takes large bodies. */
const upload = `/api/uploads/${"A".repeat(64)}`;
const limits = { bodyBytes: 100_000, largeBodyBytes: 1_000_000, lingerMs: 300 };
const readAll = async (request: Request) =>
  Response.json({ bytes: (await request.arrayBuffer()).byteLength });

function chunks(count: number, size: number): string {
  return `${size.toString(16)}\r\n${"a".repeat(size)}\r\n`.repeat(count);
}

test("bodies up to the limit arrive whole, declared or chunked", async () => {
  await using here = await house({ limits, api: readAll });
  const size = 100_000;
  for (const path of ["/contacts", "/api/v1/contacts"]) {
    const declared = await exchangeRaw(here.port, head(path, [`Content-Length: ${size}`]) + "a".repeat(size));
    const chunked = await exchangeRaw(
      here.port,
      `${head(path, ["Transfer-Encoding: chunked"])}${chunks(10, size / 10)}0\r\n\r\n`,
    );
    for (const text of [declared, chunked]) expect(JSON.parse(bodyOf(text)).bytes, path).toBe(size);
  }
  const small = await exchangeRaw(here.port, `${head("/api/v1/x", ["Content-Length: 5"])}hello`);
  expect(JSON.parse(bodyOf(small)).bytes).toBe(5);
});

test("an oversized body is refused at once or when seen", async () => {
  await using here = await house({ limits, api: readAll });
  for (const path of ["/contacts", "/api/v1/contacts"]) {
    expect(status(await exchangeRaw(here.port, head(path, ["Content-Length: 100001"])))).toBe(413);
    const client = await dial(here.port);
    client.send(head(path, ["Transfer-Encoding: chunked"]));
    client.send(chunks(20, 10_000));
    expect(status(await client.closed()), path).toBe(413);
  }
});

test("imports stream with backpressure under their own limit", async () => {
  let readable = 0;
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using here = await house({
    limits: { ...limits, largeBodyBytes: 64 * 1024 * 1024 },
    api: async (request) => {
      await gate;
      for await (const chunk of request.body ?? []) readable += chunk.byteLength;
      return Response.json({ bytes: readable });
    },
  });
  const size = 48 * 1024 * 1024;
  const client = await dial(here.port);
  client.send(head(upload, [`Content-Length: ${size}`]));
  client.send(Buffer.alloc(size));
  // Kernel buffers take a few MB; the rest waits in the sender until the handler reads.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(client.socket.bytesWritten - client.socket.writableLength).toBeLessThan(size / 2);
  release();
  expect(seenBytes(await client.closed())).toBe(size);
  expect(
    status(await exchangeRaw(here.port, head(upload, [`Content-Length: ${64 * 1024 * 1024 + 1}`]))),
  ).toBe(413);
});

function seenBytes(text: string): number {
  return JSON.parse(bodyOf(text)).bytes;
}

test("100 Continue is sent only once the head is admitted", async () => {
  await using here = await house({ limits, api: readAll });
  for (const path of ["/contacts", "/api/v1/contacts"]) {
    const client = await dial(here.port);
    client.send(head(path, ["Content-Length: 3", "Expect: 100-continue"]));
    expect(await client.until((text) => text.includes("\r\n\r\n"))).toContain("100 Continue");
    client.send("abc");
    const text = await client.closed();
    expect(JSON.parse(bodyOf(text.slice(text.indexOf("HTTP/1.1 200")))).bytes).toBe(3);

    const refused = await exchangeRaw(
      here.port,
      head(path, ["Content-Length: 999999", "Expect: 100-continue"]),
    );
    expect(status(refused)).toBe(413);
  }
  expect(
    status(await exchangeRaw(here.port, head("/contacts", ["Expect: 200-maybe", "Content-Length: 0"]))),
  ).toBe(417);
});

test("an API answer passes without its body being read", async () => {
  await using here = await house({
    api: () => new Response("no", { status: 401 }),
    limits: { lingerMs: 300 },
  });
  const client = await dial(here.port);
  client.send(head(upload, [`Content-Length: ${20 * 1024 * 1024}`]));
  client.send(Buffer.alloc(8 * 1024 * 1024));
  const text = await client.closed();
  expect(status(text)).toBe(401);
  expect(bodyOf(text)).toBe("no");
});

test("the declared length reaches the web process and matches", async () => {
  await using here = await house();
  const text = await exchangeRaw(here.port, `${head("/contacts", ["Content-Length: 5"])}hello`);
  expect(seen(text)).toMatchObject({ bytes: 5, headers: { "content-length": "5" } });
  const none = await exchangeRaw(here.port, head("/contacts", []));
  expect(seen(none)).toMatchObject({ bytes: 0, headers: { "content-length": "0" } });
});
