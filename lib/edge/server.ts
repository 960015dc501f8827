import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { uuidv7 } from "uuidv7";
import type { ActionPages } from "./action-pages.ts";
import { admit } from "./admit.ts";
import { type Api, answerApi } from "./answer-api.ts";
import { hostCheck } from "./authority.ts";
import { clientIp } from "./client-ip.ts";
import { closeGently, closeGentlyAfterResponse } from "./close-gently.ts";
import { type Connection, connections } from "./connections.ts";
import { type AdmittedExchange, type Exchange, type House, ourFault, refuse } from "./exchange.ts";
import { installLeanResponses } from "./lean-response.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import { passOn, type Upstream } from "./pass-on.ts";
import { passUpgrade } from "./pass-upgrade.ts";
import { type ProtocolError, protocolRefusal } from "./protocol-refusal.ts";
import { rawRefusal } from "./refusal.ts";
import { trust } from "./trust.ts";
import { upstreamAgent } from "./upstream-agent.ts";

export type EdgeOptions = {
  /** Address to listen on; port 0 picks a free one. */
  host: string;
  port: number;
  /** Socket a parent process bound to that address; the edge listens on it instead of binding one. */
  descriptor?: number;
  /** The web process (`next start`) on its private port. */
  upstream: { host: string; port: number };
  /** Serves `/api` in this process. */
  api: Api;
  /** Addresses and CIDR ranges whose X-Forwarded-For the edge believes. */
  trustedProxies: readonly string[];
  /** Secret shared with the web process, which believes x-mailneo-* headers only beside it. */
  edgeSecret: string;
  /** Certificate and key in PEM. With them the edge speaks TLS 1.3 and nothing older. */
  tls?: { cert: string | Buffer; key: string | Buffer };
  /** Public origin: the one Host the edge serves, and the scheme and host of every Request's URL. */
  appUrl: string;
  /** Further hosts the edge serves, as `name` or `name:port`. */
  alternateHosts?: readonly string[];
  /** Tells whether a page has a server action; without it the web process alone decides. */
  actionPages?: ActionPages;
  /** Lets WebSockets and Next's overlay headers through to the web process, for development. */
  allowUpgrade?: boolean;
  log?: Log;
  limits?: Partial<Limits>;
};

const backlog = 4_096;

export type Edge = {
  /** Address the edge listens on, such as `http://127.0.0.1:3000`. */
  url: string;
  port: number;
  counts(): { open: number; idle: number };
  /** Stops accepting, lets running requests finish for `closeMs`, then cuts the remaining connections. */
  close(): Promise<void>;
};

/**
 * Starts the process that faces the internet. It refuses malformed, oversized and slow requests,
 * serves `/api` itself and passes pages to the web process. It replaces this process's `Response`
 * by a cheaper one (lean-response).
 * @throws Error when the port is taken or an option is wrong.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  installLeanResponses();
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const appUrl = new URL(options.appUrl);
  const https = options.tls !== undefined || appUrl.protocol === "https:";
  const trusted = trust(options.trustedProxies);
  const house: House = { limits, log: options.log ?? (() => {}), https, draining: false, bodiesCutOff: 0 };
  const open = connections(limits, trusted);
  const agent = upstreamAgent();
  const upstream: Upstream = {
    ...options.upstream,
    agent,
    edgeSecret: options.edgeSecret,
    scheme: https ? "https" : "http",
    publicPort: appUrl.port || (https ? "443" : "80"),
    development: options.allowUpgrade ?? false,
    actionPages: options.actionPages,
  };

  const settings = {
    maxHeaderSize: limits.headerBytes + limits.targetBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, Math.max(20, limits.headersMs / 4)),
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    insecureHTTPParser: false,
    shouldUpgradeCallback: (request: IncomingMessage) =>
      Boolean(options.allowUpgrade && request.headers.upgrade?.toLowerCase() === "websocket"),
  };
  const server = options.tls
    ? createTlsServer({
        ...settings,
        ...options.tls,
        minVersion: "TLSv1.3",
        ALPNProtocols: ["http/1.1"],
        handshakeTimeout: limits.headersMs,
      })
    : createServer(settings);
  // Node silently drops headers past this count. Allowing one more is enough to see that there are too many.
  server.maxHeadersCount = limits.headerCount + 1;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  server.timeout = limits.stallMs;

  if (options.tls) server.on("connection", open.openTls).on("secureConnection", open.secured);
  else server.on("connection", open.open);
  server.on("request", (request, response) => handle(request, response, () => {}));
  server.on("checkContinue", (request, response) =>
    handle(request, response, () => response.writeContinue()),
  );
  server.on("checkExpectation", (request, response) => {
    const exchange = begin(request, response, () => {});
    if (exchange)
      refuse(exchange, { status: 417, detail: "This server cannot meet that expectation." }, true);
  });
  server.on("connect", (_request, socket) => cutRaw(socket as Socket, 405, "This server is no proxy."));
  if (options.allowUpgrade) server.on("upgrade", upgrade);
  server.on("clientError", protocolError);
  server.on("tlsClientError", (_error, socket) => void socket.destroy());
  server.on("timeout", stalled);

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    const listening = () => {
      server.off("error", reject);
      resolve();
    };
    if (options.descriptor !== undefined) server.listen({ fd: options.descriptor }, backlog, listening);
    else server.listen({ host: options.host, port: options.port, backlog }, listening);
  });
  // Node reports here a connection it cannot accept, because files ran out or the client left.
  server.on("error", (error) => house.log({ level: "warn", event: "accept-failed", error }));
  const { port } = server.address() as AddressInfo;
  if (options.descriptor !== undefined && options.port !== 0 && port !== options.port) {
    server.close();
    throw new Error(`The lent socket listens on port ${port} instead of ${options.port}.`);
  }
  const hostVerdict = hostCheck(appUrl, port, options.alternateHosts ?? []);
  house.log({ level: "info", event: "listening" });

  function begin(request: IncomingMessage, response: ServerResponse, invite: () => void): Exchange | null {
    const connection = open.of(request.socket);
    // A response may be written to after its client left; without a listener that error would end
    // the process.
    response.on("error", () => {});
    if (!connection || connection.closing) {
      request.resume();
      return null;
    }
    open.busy(connection, response, () => {
      if (house.draining && connection.running.size === 0) connection.socket.destroySoon();
    });
    return { house, connection, request, response, requestId: uuidv7(), invite };
  }

  function handle(request: IncomingMessage, response: ServerResponse, invite: () => void): void {
    const exchange = begin(request, response, invite);
    if (!exchange) return;
    try {
      const admitted = admit(request, limits, hostVerdict);
      if ("status" in admitted) return void refuse(exchange, admitted, true);

      const full = admittedExchange(exchange, admitted);
      if (admitted.api) void answerApi(full, options.api, appUrl.origin);
      else passOn(full, upstream);
    } catch (error) {
      ourFault(exchange, "request-failed", error);
    }
  }

  function admittedExchange(exchange: Exchange, admitted: AdmittedExchange["admitted"]): AdmittedExchange {
    const { peer, trusted: believed } = exchange.connection;
    const ip = believed ? clientIp(peer, admitted.forwardedFor, trusted) : peer;
    return { ...exchange, admitted, ip };
  }

  function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = open.of(socket);
    if (!connection) return void socket.destroy();
    const admitted = admit(request, limits, hostVerdict, true);
    if ("status" in admitted) return void cutRaw(socket, admitted.status, admitted.detail);
    open.leave(connection);
    const response = undefined as never;
    const exchange = { house, connection, request, response, requestId: uuidv7(), invite: () => {} };
    passUpgrade(admittedExchange(exchange, admitted), upstream, head);
  }

  /**
   * Handles a parser error or headers that took too long. A request already complete on this
   * connection still gets its response.
   */
  function protocolError(error: ProtocolError, socket: Socket): void {
    const connection = open.of(socket);
    if (!connection || error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    if (connection.closing) return;
    const refusal = protocolRefusal(error, socket.bytesRead);
    if (!refusal) return void socket.destroy();

    const [running, ...more] = connection.running;
    if (running?.req.complete && more.length === 0) closeGentlyAfterResponse(connection, limits.lingerMs);
    else if (running && (running.headersSent || more.length > 0)) socket.destroy();
    else writeRaw(connection, rawRefusal(refusal, { requestId: uuidv7(), https }));
  }

  function cutRaw(socket: Socket, status: number, detail: string): void {
    const connection = open.of(socket);
    if (!connection || connection.running.size > 0) return void socket.destroy();
    writeRaw(connection, rawRefusal({ status, detail }, { requestId: uuidv7(), https }));
    socket.resume();
  }

  function writeRaw(connection: Connection, message: string): void {
    if (!connection.socket.writable) return void connection.socket.destroy();
    connection.socket.write(message);
    closeGently(connection, limits.lingerMs);
  }

  /**
   * Cuts a connection on which nothing moved for `stallMs` (or `keepAliveMs` between requests),
   * unless the client waits for our response.
   */
  function stalled(socket: Socket): void {
    const connection = open.of(socket);
    if (connection && connection.running.size > 0 && socket.writableLength === 0)
      socket.setTimeout(limits.stallMs);
    else socket.destroy();
  }

  let drained: Promise<void> | undefined;
  function close(): Promise<void> {
    drained ??= drain();
    return drained;
  }

  async function drain(): Promise<void> {
    house.draining = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    open.closeIdle(limits.lingerMs);
    const cut = setTimeout(open.closeAll, limits.closeMs);
    await closed;
    clearTimeout(cut);
    agent.destroy();
    house.log({ level: "info", event: "closed" });
  }

  const scheme = options.tls ? "https" : "http";
  const name = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { url: `${scheme}://${name}:${port}`, port, counts: open.counts, close };
}
