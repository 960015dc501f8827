import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as tlsConnect } from "node:tls";
import { expect, test } from "@playwright/test";
import { startEdge } from "./server.ts";
import { dial, exchangeRaw, get, headersOf, house, status } from "./test-net.ts";

const request = "GET /api/x HTTP/1.1\r\nHost: localhost:3000\r\n\r\n";
const answered = (text: string) => /\r\n\r\n.*\}$/s.test(text);

/** Opens connections from a process of its own, so that both ends do not share one limit of open files. */
const crowd = `
  const net = require("node:net");
  const [port, count] = process.argv.slice(1).map(Number);
  let open = 0;
  let ended = 0;
  function add() {
    if (open === count) return console.log("open");
    const batch = Math.min(250, count - open);
    let left = batch;
    for (let i = 0; i < batch; i++) {
      const socket = net.connect({ port, host: "127.0.0.1" }, () => {
        open++;
        if (--left === 0) add();
      });
      socket.on("error", () => {});
      socket.on("close", () => ended++);
    }
  }
  add();
  process.stdin.on("data", () => console.log(ended + " ended"));
  process.stdin.on("end", () => process.exit());
`;

test("10,000 idle connections leave the others a prompt answer", async () => {
  test.setTimeout(120_000);
  await using here = await house({ limits: { headersMs: 120_000, keepAliveMs: 120_000 } });
  const clients = spawn(process.execPath, ["-e", crowd, String(here.port), "10000"], { stdio: "pipe" });
  let said = "";
  clients.stdout.on("data", (text) => {
    said += text;
  });
  await expect.poll(() => said, { timeout: 60_000 }).toContain("open");
  await expect.poll(() => here.edge.counts().open, { timeout: 30_000 }).toBe(10_000);

  for (const path of ["/api/x", "/contacts"])
    for (let i = 0; i < 20; i++) expect(status(await exchangeRaw(here.port, get(path)))).toBe(200);
  clients.stdin.write("?");
  await expect.poll(() => said).toContain("0 ended");
  clients.stdin.end();
  await expect.poll(() => here.edge.counts().open, { timeout: 30_000 }).toBe(0);
});

test("past the total limit the longest idle connection closes", async () => {
  let finish: () => void = () => {};
  await using here = await house({ limits: { connections: 4 } }, (_request, response) => {
    finish = () => response.end("done");
  });
  const busy = await dial(here.port);
  busy.send(get("/slow"));
  await expect.poll(() => here.edge.counts()).toEqual({ open: 1, idle: 0 });
  const first = await dial(here.port);
  const second = await dial(here.port);
  const third = await dial(here.port);
  await expect.poll(() => here.edge.counts().open).toBe(4);
  first.send(request);
  await first.until(answered);

  const fourth = await dial(here.port);
  await second.closed();
  expect([busy.ended, first.ended, third.ended, fourth.ended]).toEqual([false, false, false, false]);
  finish();
  expect(await busy.closed()).toContain("done");
  for (const client of [first, third, fourth]) client.socket.destroy();
});

test("one address has a share of connections, unlike trusted proxies", async () => {
  await using here = await house({ limits: { connectionsPerLoopbackIp: 2 }, trustedProxies: ["127.0.0.9"] });
  const kept = [await dial(here.port), await dial(here.port)];
  await expect.poll(() => here.edge.counts().open).toBe(2);
  const third = await dial(here.port);
  expect(await third.closed()).toBe("");
  const others = [await dial(here.port, "127.0.0.2")];
  for (let i = 0; i < 4; i++) others.push(await dial(here.port, "127.0.0.9"));
  await expect.poll(() => here.edge.counts().open).toBe(7);
  kept[0]?.socket.destroy();
  await expect.poll(() => here.edge.counts().open).toBe(6);
  const again = await dial(here.port);
  await expect.poll(() => here.edge.counts().open).toBe(7);
  for (const client of [...kept, ...others, again]) client.socket.destroy();
});

test("a connection is reused up to its limits, then closed", async () => {
  await using here = await house({ limits: { requestsPerConnection: 3, keepAliveMs: 200 } });
  const client = await dial(here.port);
  for (let i = 1; i <= 3; i++) {
    client.send(request);
    await client.until((text) => (text.match(/"url"/g) ?? []).length === i);
  }
  const text = await client.closed();
  expect(text.match(/^Connection: (.*)$/gim)).toEqual([
    "Connection: keep-alive",
    "Connection: keep-alive",
    "Connection: close",
  ]);
  const idle = await dial(here.port);
  idle.send(request);
  await idle.until(answered);
  await idle.closed();
});

test("closing finishes running requests and ends idle connections", async () => {
  let finish: () => void = () => {};
  await using here = await house({}, (_request, response) => {
    finish = () => response.end("finished");
  });
  const idle = await dial(here.port);
  const running = await dial(here.port);
  running.send("GET /slow HTTP/1.1\r\nHost: localhost:3000\r\n\r\n");
  await expect.poll(() => here.edge.counts()).toEqual({ open: 2, idle: 1 });

  const closed = here.edge.close();
  await idle.closed();
  const late = await dial(here.port);
  expect(await late.closed()).toBe("");
  finish();
  const text = await running.closed();
  expect(text).toContain("finished");
  expect(headersOf(text).connection).toEqual(["close"]);
  await closed;
});

test("closing does not wait for ever", async () => {
  await using here = await house({ limits: { closeMs: 200 } }, () => {});
  const client = await dial(here.port);
  client.send(get("/never"));
  await expect.poll(() => here.edge.counts().idle).toBe(0);
  await here.edge.close();
  await client.closed();
});

test("a taken port and a wrong proxy list stop the start", async () => {
  await using here = await house();
  const options = {
    host: "127.0.0.1",
    port: here.port,
    upstream: { host: "127.0.0.1", port: 1 },
    api: () => new Response(),
    trustedProxies: [] as string[],
    edgeSecret: "x",
    appUrl: "http://localhost:3000",
  };
  await expect(startEdge(options)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await expect(startEdge({ ...options, port: 0, trustedProxies: ["proxy"] })).rejects.toThrow(RangeError);
});

test("with a certificate it speaks TLS 1.3 and nothing older", { tag: "@V12.1.1" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "mailneo-edge-"));
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "1",
      "-subj",
      "/CN=localhost",
      "-keyout",
      keyFile,
      "-out",
      certFile,
    ],
    { stdio: "ignore" },
  );
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  rmSync(folder, { recursive: true });

  await using here = await house({ tls, appUrl: "https://localhost:3000" });
  const talk = (maxVersion: "TLSv1.2" | "TLSv1.3") =>
    new Promise<string>((resolve) => {
      let text = "";
      const socket = tlsConnect({
        port: here.port,
        host: "127.0.0.1",
        ca: tls.cert,
        servername: "localhost",
        maxVersion,
        minVersion: "TLSv1.2",
      });
      socket.once("secureConnect", () => {
        text += `${socket.getProtocol()}\n`;
        socket.write(get("/contacts"));
      });
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(text));
    });
  const text = await talk("TLSv1.3");
  expect(text).toMatch(/^TLSv1\.3\nHTTP\/1\.1 200/);
  expect(text).toContain("Strict-Transport-Security");
  expect(text).toContain('"X-Forwarded-Proto","https"');
  expect(await talk("TLSv1.2")).toBe("");
  await expect.poll(() => here.edge.counts()).toEqual({ open: 0, idle: 0 });
});
