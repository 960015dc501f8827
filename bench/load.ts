// A load generator in a process of its own: raw sockets kept alive, one request after the other on each, no HTTP client in between.
// Started by runLoad(); its orders come by IPC, its answer goes back the same way.
import { fork } from "node:child_process";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export type Orders = {
  port: number;
  /** Of the Host header. */
  host: string;
  connections: number;
  /** One request each, in this order, whichever connection is free. */
  paths: string[];
  method: string;
  headers: Record<string, string>;
  body: string;
  /** What is different in each request, by its place in `paths`. */
  each?: { headers?: Record<string, string>; body?: string }[];
  /** Starts so many a second over all connections instead of one as soon as the last was answered. */
  perSecond?: number;
  status: number;
};

export type Outcome = {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
};

/** Sends every request once and measures. @throws when an answer has another status than asked for. */
export function runLoad(orders: Orders): Promise<Outcome> {
  const child = fork(fileURLToPath(import.meta.url), { serialization: "advanced" });
  return new Promise((resolve, reject) => {
    child.once("message", (said: { outcome: Outcome } | { error: string }) => {
      if ("error" in said) reject(new Error(said.error));
      else resolve(said.outcome);
      child.disconnect();
    });
    child.once("error", reject);
    child.once("exit", (code) => code !== 0 && reject(new Error(`The load generator ended with ${code}.`)));
    child.send(orders);
  });
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once("message", (orders: Orders) => {
    load(orders).then(
      (outcome) => process.send?.({ outcome }),
      (error: Error) => process.send?.({ error: error.message }),
    );
  });
}

async function load(orders: Orders): Promise<Outcome> {
  const requests = orders.paths.map((path, at) => requestOf({ ...orders, ...given(orders, at) }, path));
  const times = new Float64Array(requests.length);
  let next = 0;
  const began = performance.now();
  const turn = async (mine: number) => {
    if (orders.perSecond)
      await wait(Math.max(0, began + (mine * 1000) / orders.perSecond - performance.now()));
  };
  await Promise.all(
    Array.from({ length: Math.min(orders.connections, requests.length) }, () =>
      speak(orders, () => {
        if (next >= requests.length) return null;
        const mine = next++;
        return {
          bytes: requests[mine] as Buffer,
          turn: turn(mine),
          done: (milliseconds: number) => {
            times[mine] = milliseconds;
          },
        };
      }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  times.sort();
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: requests.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function given({ each, headers, body }: Orders, at: number) {
  return { headers: { ...headers, ...each?.[at]?.headers }, body: each?.[at]?.body ?? body };
}

function requestOf({ method, host, headers, body }: Orders, path: string): Buffer {
  const lines = Object.entries({ host, ...headers, "content-length": String(Buffer.byteLength(body)) });
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
}

type Request = { bytes: Buffer; turn: Promise<void>; done: (milliseconds: number) => void };

function speak({ port, status }: Orders, take: () => Request | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let asked: Request | null = null;
    let since = 0;
    let heard = "";
    const ask = async () => {
      asked = take();
      if (!asked) return void socket.end(resolve);
      await asked.turn;
      since = performance.now();
      socket.write(asked.bytes);
    };
    socket.once("connect", ask);
    socket.once("error", reject);
    socket.once("close", () => asked && reject(new Error("The server closed a connection.")));
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      const length = completeAnswer(heard);
      if (length === null) return;
      const said = Number(heard.slice(9, 12));
      if (said !== status) return reject(new Error(`Answered ${heard.slice(0, 2000)}`));
      heard = heard.slice(length);
      asked?.done(performance.now() - since);
      ask();
    });
  });
}

/** Where the first answer ends, or null while it is still coming. */
function completeAnswer(text: string): number | null {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head + 2))?.[1];
  if (length !== undefined)
    return text.length >= head + 4 + Number(length) ? head + 4 + Number(length) : null;
  if (!/\r\ntransfer-encoding: *chunked/i.test(text.slice(0, head + 2))) return head + 4;
  const end = text.indexOf("0\r\n\r\n", head + 4);
  return end < 0 ? null : end + 5;
}
