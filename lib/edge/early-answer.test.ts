import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "@playwright/test";
import { bodyOf, dial, house, status } from "./test-net.ts";

const answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 13\r\nConnection: close\r\n\r\nFrom far away";

/** A web process that reads a request's head, says no, and closes at once, with the body unread in its pocket. */
async function refuser(close: (socket: Socket) => void) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    socket.once("readable", () => socket.write(answer, () => close(socket)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

const chunk = Buffer.alloc(256 * 1024, "a");
const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);

for (const [how, close] of [
  ["closes", (socket: Socket) => void socket.destroy()],
  ["resets the connection", (socket: Socket) => void socket.resetAndDestroy()],
] as const) {
  for (const [form, head, piece] of [
    ["with a length", "Content-Length: 8388608", chunk],
    ["in chunks", "Transfer-Encoding: chunked", framed],
  ] as const) {
    test(`an early answer (${form}) passes when the web process ${how}`, async () => {
      await using web = await refuser(close);
      const events: string[] = [];
      await using here = await house({
        upstream: { host: "127.0.0.1", port: web.port },
        log: ({ event }) => events.push(event),
      });
      const client = await dial(here.port);
      client.send(`POST /contacts HTTP/1.1\r\nHost: localhost:3000\r\n${head}\r\n\r\n`);
      let answered = false;
      client.until((text) => text.includes("\r\n\r\n")).then(() => (answered = true));
      for (let sent = 0; sent < 8 * 1024 * 1024 - chunk.length && !answered; sent += chunk.length) {
        client.send(piece);
        await new Promise(setImmediate);
      }
      const text = await client.until((got) => got.endsWith("From far away"));
      expect(status(text)).toBe(403);
      expect(bodyOf(text)).toBe("From far away");
      expect(events).not.toContain("upstream-failed");
      client.socket.destroy();
    });
  }
}

test("a web process closing silently mid-body is a 502", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("readable", () => socket.resetAndDestroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await using here = await house({
    upstream: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
  });
  const client = await dial(here.port);
  client.send("POST /contacts HTTP/1.1\r\nHost: localhost:3000\r\nContent-Length: 8388608\r\n\r\n");
  let answered = false;
  client.until((text) => text.includes("\r\n\r\n")).then(() => (answered = true));
  while (!answered) {
    client.send(chunk);
    await new Promise(setImmediate);
  }
  expect(status(client.text)).toBe(502);
  client.socket.destroy();
  server.close();
});
