import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

export type Fault = {
  /** Ends the connection after so many bytes of the server. */
  cutAfter?: number;
  /** Passes nothing on after so many bytes of the server, and keeps the connection open. */
  stallAfter?: number;
  /** Passes bytes on one at a time, so many milliseconds apart, after `stallAfter` bytes. */
  dripMs?: number;
};

/** Starts a proxy before a server that passes bytes on exactly up to the byte of its fault. `fault` may change between connections. */
export async function startFaultProxy(target: { host: string; port: number }, fault: Fault = {}) {
  const sockets = new Set<Socket>();
  let passed = 0;
  const proxy = { fault };
  const server = createServer((client) => {
    const { cutAfter, stallAfter, dripMs } = proxy.fault;
    const upstream = createConnection(target);
    let seen = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on("data", (chunk: Buffer) => {
      const limit = cutAfter ?? stallAfter ?? Number.POSITIVE_INFINITY;
      const good = chunk.subarray(0, Math.max(0, limit - seen));
      const late = chunk.subarray(good.length);
      seen += chunk.length;
      passed += good.length;
      client.write(good);
      if (cutAfter !== undefined && seen >= cutAfter) client.end();
      else if (dripMs !== undefined && late.length > 0) drip(client, upstream, late, dripMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    /** Sets the fault of later connections. */
    set(next: Fault) {
      proxy.fault = next;
      passed = 0;
    },
    /** Bytes of the server that were passed on since `set`. */
    passed: () => passed,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function drip(client: Socket, upstream: Socket, bytes: Buffer, everyMs: number) {
  upstream.pause();
  let at = 0;
  const timer = setInterval(() => {
    client.write(bytes.subarray(at, at + 1));
    at += 1;
    if (at < bytes.length) return;
    clearInterval(timer);
    upstream.resume();
  }, everyMs);
  client.on("close", () => clearInterval(timer));
}
