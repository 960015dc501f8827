import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type EdgeOptions, startEdge } from "./server.ts";

/** Test helpers: a real web process behind a real edge, and a client that writes bytes. */
export const secret = "edge-secret-for-tests";

export async function upstreamServer(
  answer: RequestListener = echo,
): Promise<{ server: Server; port: number }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Responds with the request it received: method, url, headers as sent, and the body's length. */
export function echo(request: IncomingMessage, response: Parameters<RequestListener>[1]): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on("end", () => {
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({ method: request.method, url: request.url, raw: request.rawHeaders, bytes }),
    );
  });
}

export type House = Awaited<ReturnType<typeof house>>;

export async function house(options: Partial<EdgeOptions> = {}, answer?: RequestListener) {
  const web = await upstreamServer(answer);
  const edge = await startEdge({
    host: "127.0.0.1",
    port: 0,
    upstream: { host: "127.0.0.1", port: web.port },
    api: (request) => Response.json({ url: request.url, headers: [...request.headers] }),
    trustedProxies: [],
    edgeSecret: secret,
    appUrl: "http://localhost:3000",
    ...options,
  });
  return {
    edge,
    web,
    port: edge.port,
    async [Symbol.asyncDispose]() {
      web.server.closeAllConnections();
      await Promise.all([edge.close(), new Promise((resolve) => web.server.close(resolve))]);
    },
  };
}

/**
 * Opens a socket whose received text a test can wait for. Never rejects; a reset connection counts
 * as its end.
 */
export async function dial(port: number, from = "127.0.0.1") {
  const socket: Socket = connect({ port, host: "127.0.0.1", localAddress: from });
  let text = "";
  let ended = false;
  const waiting = new Set<() => void>();
  const stir = () => {
    for (const wake of waiting) wake();
  };
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    stir();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    ended = true;
    stir();
  });
  socket.on("end", stir);
  await new Promise<void>((resolve) => socket.once("connect", resolve).once("close", () => resolve()));

  return {
    socket,
    send: (bytes: string | Buffer) => socket.write(bytes),
    get text() {
      return text;
    },
    get ended() {
      return ended;
    },
    /** Resolves when `wanted` holds for the text so far, or the connection is over. */
    until(wanted: (text: string) => boolean): Promise<string> {
      return new Promise((resolve) => {
        const look = () => {
          if (!wanted(text) && !ended) return;
          waiting.delete(look);
          resolve(text);
        };
        waiting.add(look);
        look();
      });
    },
    closed(): Promise<string> {
      return this.until(() => false);
    },
  };
}

/** Sends bytes on a new connection and returns everything received until the server closes it. */
export async function exchangeRaw(port: number, bytes: string | Buffer): Promise<string> {
  const client = await dial(port);
  client.send(bytes);
  return await client.closed();
}

/** Returns a well-formed request with further header lines that closes its connection. */
export function get(path: string, lines: string[] = [], method = "GET"): string {
  return [`${method} ${path} HTTP/1.1`, "Host: localhost:3000", "Connection: close", ...lines, "", ""].join(
    "\r\n",
  );
}

export function status(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);
}

export function bodyOf(text: string): string {
  const head = text.indexOf("\r\n\r\n");
  const body = text.slice(head + 4);
  if (!/^transfer-encoding: chunked/im.test(text.slice(0, head))) return body;
  let out = "";
  for (let at = 0; ; ) {
    const line = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.slice(at, line), 16);
    if (!size) return out;
    out += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}

/**
 * Returns the request the echoing web process received: header names in lower case, values joined
 * in order.
 */
export function seen(text: string): {
  method: string;
  url: string;
  bytes: number;
  headers: Record<string, string>;
} {
  const { raw, ...rest } = JSON.parse(bodyOf(text));
  const headers: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    headers[name] = name in headers ? `${headers[name]}|${raw[i + 1]}` : raw[i + 1];
  }
  return { ...rest, headers };
}

/** Returns response headers by lower-case name, each as a list. */
export function headersOf(text: string): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const line of text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n").slice(1)) {
    const at = line.indexOf(":");
    const name = line.slice(0, at).toLowerCase();
    out[name] = [...(out[name] ?? []), line.slice(at + 1).trim()];
  }
  return out;
}
