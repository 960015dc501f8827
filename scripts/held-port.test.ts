import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { startEdge } from "#lib/edge/server.ts";
import { bodyOf, dial, exchangeRaw, get, status, upstreamServer } from "#lib/edge/test-net.ts";
import { holdPort } from "./held-port.ts";
import { firstDescriptor } from "./launch.ts";
import { freePort } from "./ports.ts";
import { supervise } from "./supervisor.ts";

const edgeProcess = fileURLToPath(new URL("./processes/edge.ts", import.meta.url));

/** Loaded before the edge: one signal throws, the other leaves a rejection unhandled. Nothing like it is in the product. */
const planted = `data:text/javascript,${encodeURIComponent(`
  process.on("SIGUSR2", () => { throw new Error("planted exception"); });
  process.on("SIGWINCH", () => { Promise.reject(new Error("planted rejection")); });`)}`;

/** The edge process as `npm start` runs it, before a web process whose page stops in the middle until `finish`. */
async function heldEdge() {
  let finish = () => {};
  const web = await upstreamServer((request, response) => {
    if (request.url !== "/slow") return void response.end("page");
    response.write("the first half ");
    finish = () => void response.end("and the second");
  });
  const port = await freePort();
  const held = await holdPort("127.0.0.1", port);
  if (!held) throw new Error("the port cannot be held");
  const lines: string[] = [];
  const supervisor = supervise({ print: (_, line) => lines.push(line), gaveUp: () => {} });
  await supervisor.start({
    name: "edge",
    args: ["--import", planted, edgeProcess],
    env: {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: String(port),
      APP_URL: "http://localhost:3000",
      MAILNEO_WEB_PORT: String(web.port),
      MAILNEO_EDGE_SECRET: "edge-secret-for-tests-0123456789abcdef",
      MAILNEO_LISTEN_DESCRIPTOR: String(firstDescriptor),
    },
    ready: "message",
    descriptors: [held.descriptor],
  });
  return {
    port,
    lines,
    pid: () => supervisor.pids().edge as number,
    finish: () => finish(),
    async [Symbol.asyncDispose]() {
      held.close();
      await supervisor.stop();
      web.server.closeAllConnections();
      web.server.close();
    },
  };
}

/** Asks on new connections until `enough`; returns everything that was not a page. */
async function askUntil(port: number, enough: () => boolean): Promise<string[]> {
  const others: string[] = [];
  const asked = async () => {
    do {
      const text = await exchangeRaw(port, get("/page"));
      if (status(text) !== 200 || bodyOf(text) !== "page") others.push(text);
    } while (!enough());
  };
  await Promise.all([asked(), asked(), asked()]);
  return others;
}

for (const [what, signal] of [
  ["exception", "SIGUSR2"],
  ["rejection", "SIGWINCH"],
] as const)
  test(`an uncaught ${what} costs the edge no running answer and no connection`, async () => {
    await using edge = await heldEdge();
    const first = edge.pid();
    const running = await dial(edge.port);
    running.send(get("/slow"));
    await running.until((text) => text.includes("the first half"));

    process.kill(first, signal);
    const others = await askUntil(edge.port, () => edge.pid() !== first && edge.pid() !== null);
    expect(others).toEqual([]);
    expect(alive(first)).toBe(true);
    edge.finish();
    expect(bodyOf(await running.closed())).toBe("the first half and the second");

    await expect.poll(() => alive(first)).toBe(false);
    const [logged] = edge.lines.filter((line) => line.includes(`planted ${what}`));
    expect(JSON.parse(logged ?? "{}")).toMatchObject({
      reference: expect.stringMatching(/^[0-9a-f]{8}$/),
      in: "edge",
    });
    expect(edge.lines).toContain("broke and finishes its last answers; starting it again");
  });

test("a killed edge refuses no connection: they wait for its successor", async () => {
  await using edge = await heldEdge();
  for (let kill = 0; kill < 3; kill++) {
    const before = edge.pid();
    process.kill(before, "SIGKILL");
    await expect.poll(() => alive(before)).toBe(false);
    expect(bodyOf(await exchangeRaw(edge.port, get("/page")))).toBe("page");
    expect(edge.pid()).not.toBe(before);
  }
});

test("an address that is taken, unknown or foreign is not held", async () => {
  const web = await upstreamServer();
  expect(await holdPort("127.0.0.1", web.port)).toBeNull();
  expect(await holdPort("192.0.2.1", await freePort())).toBeNull();
  expect(await holdPort("nowhere.invalid", await freePort())).toBeNull();
  web.server.close();
});

test("an edge refuses a lent socket of another port", async () => {
  const port = await freePort();
  const held = await holdPort("127.0.0.1", port);
  const started = startEdge({
    host: "127.0.0.1",
    port: port + 1,
    descriptor: held?.descriptor ?? -1,
    upstream: { host: "127.0.0.1", port: 1 },
    api: () => new Response(),
    trustedProxies: [],
    edgeSecret: "secret",
    appUrl: "http://localhost:3000",
  });
  await expect(started).rejects.toThrow("lent socket");
});

test("nothing else answers on a held port before the child listens", async () => {
  const port = await freePort();
  const held = await holdPort("127.0.0.1", port);
  const refused = await new Promise<string | undefined>((answer) => {
    request({ port, host: "127.0.0.1" })
      .on("error", (error: NodeJS.ErrnoException) => answer(error.code))
      .end();
  });
  expect(refused).toBe("ECONNREFUSED");
  held?.close();
});

function alive(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
