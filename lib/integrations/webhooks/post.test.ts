import { Agent as PlainAgent } from "node:http";
import { createServer, Agent as SecureAgent } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { testCertificate } from "#testing/servers/certificate.ts";
import { flood, startRawServer } from "#testing/servers/raw-server.ts";
import { startReceiver } from "#testing/servers/receiver.ts";
import { keptConnections, post } from "./post.ts";

const near = { headers: {}, body: "{}", allowPrivate: true };
const outside = { headers: {}, body: "{}", allowPrivate: false };
const unreachable = { problem: "The host cannot be reached" };

/** More than buffers of sockets hold, and far less than what floods. */
const bounded = 32 * 1024 * 1024;

test("no redirect is followed, wherever it leads", { tag: "@V15.3.2" }, async () => {
  await using other = await startReceiver();
  for (const location of [
    other.url,
    "http://169.254.169.254/latest/meta-data/",
    "//127.0.0.1/",
    "file:///etc/passwd",
  ])
    for (const status of [301, 302, 303, 307, 308]) {
      await using receiver = await startReceiver(() => ({
        status,
        headers: { location, refresh: `0;url=${location}` },
      }));
      expect(await post({ ...near, url: receiver.url })).toEqual({ status, retryAfter: null });
    }
  expect(other.received).toEqual([]);
});

test("no delivery reaches a private address, however it is written", { tag: "@V15.3.2" }, async () => {
  for (const host of [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "①②⑦.0.0.1",
    "localhost",
    "localhost.",
    "a.localhost",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "198.18.0.1",
    "169.254.169.254",
    "255.255.255.255",
    "metadata.google.internal",
    "[::]",
    "[::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[fc00::1]",
  ])
    expect(await post({ ...outside, url: `https://${host}/` }), host).toEqual(unreachable);
});

test("every try vets the name and calls the address it vetted", {
  tag: "@V15.3.2",
}, async () => {
  await using receiver = await startReceiver();
  const { port } = new URL(receiver.url);
  const answers = [["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1", "::ffff:169.254.169.254"], []];
  let asked = 0;
  const lookup = async () => (answers[asked++] ?? []).map((address) => ({ address }));
  const url = `http://hooks.example:${port}/`;
  const agents = keptConnections();
  expect(await post({ ...near, url, lookup, agents })).toEqual({ status: 204, retryAfter: null });
  for (let more = 0; more < 3; more++)
    expect(await post({ ...near, url, lookup, agents })).toEqual(unreachable);
  agents.close();
  expect(asked, "one look for each try").toBe(4);
  expect(receiver.received.map(({ headers }) => headers.host)).toEqual([`hooks.example:${port}`]);

  const inwards = async () => [{ address: "93.184.216.34" }, { address: "10.0.0.1" }];
  expect(await post({ ...outside, url: "https://hooks.example/", lookup: inwards })).toEqual(unreachable);
});

test("a closed private network is called no more by addresses saved before", async () => {
  await using receiver = await startReceiver();
  const lookup = async () => [{ address: "127.0.0.1" }];
  for (const url of [
    receiver.url,
    "https://hooks.example:25/",
    "https://a:b@hooks.example/",
    "ftp://hooks.example/",
  ])
    expect(await post({ ...outside, url, lookup }), url).toEqual({
      problem: expect.stringMatching(/^(Use|Leave) /),
    });
  expect(receiver.received).toEqual([]);
});

test("a name server that hangs ends in words", async () => {
  const lookup = () => new Promise<never>(() => {});
  expect(await post({ ...near, url: "https://hooks.example/", lookup, timeoutMs: 20 })).toEqual({
    problem: "The name server did not answer",
  });
});

test("a certificate of another name or authority is refused", { tag: "@V12.3.2" }, async () => {
  const { key, cert, ca } = testCertificate({ names: ["hooks.example"] });
  let reached = 0;
  const server = createServer({ key, cert }, (_, response) => {
    reached += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const lookup = async () => [{ address: "127.0.0.1" }];
  for (const host of ["hooks.example", "other.example", "127.0.0.1"])
    expect(await post({ ...near, url: `https://${host}:${port}/`, lookup }), host).toEqual({
      problem: "The certificate is not valid",
    });
  expect(reached).toBe(0);

  const trusting = { plain: new PlainAgent(), secure: new SecureAgent({ ca }), close: () => {} };
  const asked = (host: string) =>
    post({ ...near, url: `https://${host}:${port}/`, lookup, agents: trusting });
  expect(await asked("hooks.example")).toEqual({ status: 200, retryAfter: null });
  expect(await asked("other.example")).toEqual({ problem: "The certificate is not valid" });
  expect(reached).toBe(1);
  await new Promise((resolve) => server.close(resolve));
});

const ok = "HTTP/1.1 200 OK\r\n";

const taken: Record<string, (socket: Socket) => void | Promise<void>> = {
  "a body without end": async (socket) => {
    socket.write(`${ok}content-length: 10737418240\r\n\r\n`);
    await flood(socket, Buffer.alloc(65_536));
  },
  "a body that never ends": (socket) => {
    socket.write(`${ok}content-length: 5\r\n\r\n`);
  },
  "a gzip bomb": async (socket) => {
    socket.write(`${ok}content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n`);
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    socket.write(`${bomb.length.toString(16)}\r\n`);
    socket.write(bomb);
    socket.write("\r\n");
    await flood(socket, Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536), Buffer.from("\r\n")]));
  },
  "trailers without end": async (socket) => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n0\r\n`);
    await flood(socket, Buffer.from(`x-more: ${"y".repeat(8000)}\r\n`));
  },
  "chunks without bytes": async (socket) => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`);
    await flood(socket, Buffer.from(`1;${"y".repeat(8000)}\r\nx\r\n`));
  },
};

for (const [what, answer] of Object.entries(taken))
  test(`${what} behind a status costs little and ends`, async () => {
    await using server = await startRawServer(answer);
    expect(await post({ ...near, url: server.url })).toEqual({ status: 200, retryAfter: null });
    const [written = 0] = await server.written();
    expect(written).toBeLessThan(bounded);
  });

const refused: Record<string, [answer: (socket: Socket) => void | Promise<void>, problem: string]> = {
  "a flood of headers": [
    async (socket) => {
      socket.write(ok);
      await flood(socket, Buffer.from(`x-more: ${"y".repeat(8000)}\r\n`));
    },
    "The answer is not HTTP",
  ],
  "one header without end": [
    async (socket) => {
      socket.write(`${ok}x: `);
      await flood(socket, Buffer.alloc(65_536, "y"));
    },
    "The answer is not HTTP",
  ],
  "another protocol": [(socket) => void socket.write("SSH-2.0-OpenSSH_9.9\r\n"), "The answer is not HTTP"],
  "two lengths": [
    (socket) => void socket.write(`${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    "The answer is not HTTP",
  ],
  "early hints without end": [
    (socket) => flood(socket, Buffer.from("HTTP/1.1 103 Early Hints\r\n\r\n")),
    "The answer is no HTTP status",
  ],
  "a change of protocols": [
    (socket) =>
      void socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
      ),
    "The answer is no HTTP status",
  ],
  "a closed connection": [(socket) => void socket.end(), "The connection was cut"],
};

for (const [what, [answer, problem]] of Object.entries(refused))
  test(`${what} instead of a status is a failure`, async () => {
    await using server = await startRawServer(answer);
    expect(await post({ ...near, url: server.url })).toEqual({ problem });
    const [written = 0] = await server.written();
    expect(written).toBeLessThan(bounded);
  });

test("silence, and headers that trickle, end at the deadline", async () => {
  const trickle = (socket: Socket) => {
    socket.write(ok);
    const timer = setInterval(() => socket.write("x: y\r\n"), 5);
    socket.on("close", () => clearInterval(timer));
  };
  for (const answer of [() => {}, trickle]) {
    await using server = await startRawServer(answer);
    expect(await post({ ...near, url: server.url, timeoutMs: 100 })).toEqual({
      problem: "No answer within 15 seconds",
    });
    await server.written(); // returns once the connection is closed
  }
});

test("a kept connection that was closed meanwhile is no failure", async () => {
  let connections = 0;
  await using server = await startRawServer((socket) => {
    connections += 1;
    socket.write(`${ok}content-length: 0\r\n\r\n`);
    socket.once("data", () => socket.resetAndDestroy());
  });
  const agents = keptConnections();
  for (let more = 0; more < 2; more++) {
    expect(await post({ ...near, url: server.url, agents })).toEqual({ status: 200, retryAfter: null });
    await new Promise(setImmediate); // the connection is given back
  }
  agents.close();
  expect(connections).toBe(2);
});

test("a time to wait is read in seconds, up to a day", async () => {
  for (const [given, read] of [
    ["7200", 7200],
    ["99999999", 86_400],
    ["-5", null],
    ["Wed, 21 Oct 2026 07:28:00 GMT", null],
  ] as const) {
    await using receiver = await startReceiver(() => ({ status: 429, headers: { "retry-after": given } }));
    expect(await post({ ...near, url: receiver.url }), given).toEqual({ status: 429, retryAfter: read });
  }
});
