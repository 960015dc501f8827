import { connect, createServer, type Server } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, test } from "@playwright/test";
import { testCertificate } from "#testing/servers/certificate.ts";
import { dial, exchangeRaw, get, house, status } from "./test-net.ts";

const post = (path: string, lines: string[], body: string) =>
  [`POST ${path} HTTP/1.1`, "Host: localhost:3000", "Connection: close", ...lines, "", body].join("\r\n");

const requests = {
  "a page's body of known length": post("/page", ["Content-Length: 24"], "name=Ada&email=a@x.test&"),
  "a page's chunked body": post(
    "/page",
    ["Transfer-Encoding: chunked"],
    "5\r\nname=\r\n3\r\nAda\r\n0\r\n\r\n",
  ),
  "an API body": post("/api/x", ["Content-Length: 9", "Expect: 100-continue"], '{"a":"b"}'),
  "a long API body": post("/api/x", ["Content-Length: 70000"], "a".repeat(300)),
  "a tunnel": "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
  "an upgrade": get("/page", ["Upgrade: websocket", "Connection: upgrade"]),
};

/** Runs `body` and returns every error that nobody listened to meanwhile. */
async function unhandledDuring(body: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on("uncaughtException", note).on("unhandledRejection", note);
  try {
    await body();
    await new Promise((turn) => setImmediate(turn));
  } finally {
    process.off("uncaughtException", note).off("unhandledRejection", note);
  }
  return unhandled;
}

/** Calls `run` with every number up to `last`, so many at a time. */
async function each(last: number, run: (at: number) => Promise<unknown>, together = 32) {
  let next = 0;
  const worker = async () => {
    while (next <= last) await run(next++);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

const readBody = async (request: Request) =>
  Response.json({ bytes: (await request.arrayBuffer()).byteLength });

for (const [name, whole] of Object.entries(requests))
  for (const end of ["ended", "reset"] as const)
    test(`the edge outlives ${name} ${end} at any byte`, async () => {
      test.setTimeout(120_000);
      const unhandled = await unhandledDuring(async () => {
        await using here = await house({
          api: readBody,
          allowUpgrade: name === "an upgrade",
          limits: { lingerMs: 50 },
        });
        await each(whole.length, async (at) => {
          const client = await dial(here.port);
          client.send(whole.slice(0, at));
          if (end === "reset") {
            await new Promise((turn) => setImmediate(turn));
            client.socket.resetAndDestroy();
          } else client.socket.end();
          await client.closed();
        });
        expect(status(await exchangeRaw(here.port, get("/page")))).toBe(200);
        await expect.poll(() => here.edge.counts().open).toBe(0);
      });
      expect(unhandled).toEqual([]);
    });

test("a reset after a refused CONNECT does not end the edge", async () => {
  const unhandled = await unhandledDuring(async () => {
    await using here = await house();
    const client = await dial(here.port);
    client.send(requests["a tunnel"]);
    expect(status(await client.until((text) => text.includes("\r\n\r\n")))).toBe(405);
    client.socket.resetAndDestroy();
    await expect.poll(() => here.edge.counts().open).toBe(0);
    expect(status(await exchangeRaw(here.port, get("/page")))).toBe(200);
  });
  expect(unhandled).toEqual([]);
});

const answers = {
  "of known length": "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nHello, Ada.\n",
  chunked: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nHello,\r\n5\r\n Ada.\r\n0\r\n\r\n",
};

for (const [name, whole] of Object.entries(answers))
  for (const end of ["ended", "reset"] as const)
    test(`the edge outlives a web process's answer ${name} ${end} at any byte`, async () => {
      test.setTimeout(120_000);
      const unhandled = await unhandledDuring(async () => {
        let cut = 0;
        const web = createServer((socket) => {
          socket.on("error", () => {});
          socket.once("data", () => {
            socket.write(whole.slice(0, cut++ % (whole.length + 1)), () => {
              if (end === "reset") socket.resetAndDestroy();
              else socket.end();
            });
          });
        });
        await using upstream = await listening(web);
        await using here = await house({ upstream: { host: "127.0.0.1", port: upstream.port } });
        await each(whole.length, (at) =>
          exchangeRaw(here.port, at % 2 ? requests["a page's body of known length"] : get("/page")),
        );
        expect(cut).toBeGreaterThan(whole.length);
        expect(status(await exchangeRaw(here.port, get("/api/x")))).toBe(200);
      });
      expect(unhandled).toEqual([]);
    });

test("the edge outlives a TLS client that leaves at any step", async () => {
  const { key, cert } = testCertificate();
  const unhandled = await unhandledDuring(async () => {
    await using here = await house({ tls: { cert, key }, limits: { lingerMs: 50, headersMs: 200 } });
    const hello = await clientHello();
    const leave = async (at: number) => {
      const client = await dial(here.port);
      client.send(hello.subarray(0, at));
      if (at % 2) client.socket.end();
      else client.socket.resetAndDestroy();
      await client.closed();
    };
    await each(hello.length, leave, 64);
    const secured = ["GET", requests["a tunnel"], requests["an API body"].slice(0, -3)];
    for (const bytes of secured)
      await new Promise<void>((gone) => {
        const socket = connect({ port: here.port, host: "127.0.0.1" });
        const secure = connectTls({ socket, rejectUnauthorized: false }, () => {
          secure.write(bytes, () => socket.resetAndDestroy());
        });
        secure.on("error", () => {}).on("close", () => gone());
      });
    await expect.poll(() => here.edge.counts().open).toBe(0);
  });
  expect(unhandled).toEqual([]);
});

test("an internal error of the edge is a 500 with reference", async () => {
  const lines: { event: string; requestId?: string }[] = [];
  const bare = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 200 Fi\x01ne\r\nContent-Length: 0\r\n\r\n"));
  });
  const unhandled = await unhandledDuring(async () => {
    await using upstream = await listening(bare);
    await using here = await house({
      upstream: { host: "127.0.0.1", port: upstream.port },
      log: (line) => void lines.push(line as never),
    });
    const text = await exchangeRaw(here.port, get("/page"));
    expect(status(text)).toBe(500);
    expect(text).toContain(`Reference ${lines.find(({ event }) => event === "request-failed")?.requestId}`);
  });
  expect(unhandled).toEqual([]);
});

async function listening(server: Server) {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  return {
    server,
    port,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

/** The first bytes a TLS client sends. */
async function clientHello(): Promise<Buffer> {
  const heard = Promise.withResolvers<Buffer>();
  const server = createServer((socket) => {
    socket.once("data", (bytes) => {
      heard.resolve(bytes);
      socket.destroy();
    });
  });
  await using ear = await listening(server);
  connectTls({ port: ear.port, host: "127.0.0.1", rejectUnauthorized: false }).on("error", () => {});
  return await heard.promise;
}
