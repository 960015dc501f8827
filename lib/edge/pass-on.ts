import { type Agent, type ClientRequest, type IncomingMessage, request as send } from "node:http";
import { actionBody } from "./action-body.ts";
import type { ActionPages } from "./action-pages.ts";
import { cutOff, damaged, otherPage, tooLarge, tooManyParts, tooSlow } from "./admit.ts";
import { readBody } from "./body.ts";
import { type AdmittedExchange, countCutOff, ourFault, refuse, writeHead } from "./exchange.ts";
import { formParts } from "./form-parts.ts";
import { cleanRequestHeaders } from "./headers.ts";
import { writeChunk } from "./write-chunk.ts";

/** Web process that renders pages, and the facts the edge tells it about each request. */
export type Upstream = {
  host: string;
  port: number;
  agent: Agent;
  /** Proves to the web process that the edge wrote the x-mailneo-* headers. */
  edgeSecret: string;
  /** Scheme and port of the public origin. */
  scheme: "http" | "https";
  publicPort: string;
  development: boolean;
  /** Tells whether a page has an action; without it every action is passed on. */
  actionPages?: ActionPages | undefined;
};

/**
 * Passes a request to the web process and streams the response back. A client that leaves aborts
 * the request to the web process. A web process that is down, restarting or silent gives a 502 or
 * 504 that asks for a retry in a second.
 */
export function passOn(exchange: AdmittedExchange, upstream: Upstream, retried = false): void {
  const { request, response, house, admitted } = exchange;
  const action = actionOf(exchange);
  if (action && upstream.actionPages?.(action, admitted.path) === false)
    return void refuse(exchange, otherPage(), admitted.length !== 0);
  if (action && admitted.length === 0) return void refuse(exchange, damaged(), false);
  const outgoing = send({
    host: upstream.host,
    port: upstream.port,
    agent: upstream.agent,
    method: request.method,
    path: admitted.href,
    headers: upstreamHeaders(exchange, upstream) as never,
    setHost: false,
  });

  let settled = false;
  const slow = setTimeout(() => {
    house.log({ level: "error", event: "upstream-slow", requestId: exchange.requestId });
    fail(504, "This page takes too long right now. Try again in a moment.");
  }, house.limits.upstreamMs);
  const left = () => outgoing.destroy();
  response.once("close", left);

  function settle(): void {
    settled = true;
    clearTimeout(slow);
  }

  function fail(status: number, detail: string): void {
    if (settled) return;
    settle();
    outgoing.destroy();
    refuse(exchange, { status, detail, headers: ["Retry-After", "1"] }, false);
  }

  outgoing.once("response", (incoming) => {
    if (settled) return void incoming.resume();
    settle();
    try {
      answer(exchange, incoming);
    } catch (error) {
      incoming.destroy();
      ourFault(exchange, "request-failed", error);
    }
  });
  outgoing.on("error", (error: NodeJS.ErrnoException) => {
    if (settled || response.destroyed) return clearTimeout(slow);
    if (staleSocket(outgoing, error) && admitted.length === 0 && isSafe(request.method) && !retried) {
      settle();
      response.off("close", left);
      return passOn(exchange, upstream, true);
    }
    house.log({ level: "error", event: "upstream-failed", requestId: exchange.requestId, error });
    fail(502, "Mailneo is starting or being updated. Try again in a moment.");
  });

  if (admitted.length === 0) outgoing.end();
  else
    sendBody(exchange, outgoing, (refusal) => {
      settle();
      outgoing.destroy();
      if (refusal) refuse(exchange, refusal, true);
    });
}

/** Returns the id of the server action that a script calls; null for any other request. */
function actionOf({ request }: AdmittedExchange): string | null {
  const id = request.method === "POST" ? request.headers["next-action"] : undefined;
  return typeof id === "string" && id !== "" ? id : null;
}

function sendBody(
  exchange: AdmittedExchange,
  outgoing: ClientRequest,
  broken: (refusal: ReturnType<typeof tooSlow> | null) => void,
): void {
  const { limits } = exchange.house;
  const rules = {
    bytes: exchange.admitted.maxBody,
    idleMs: limits.bodyIdleMs,
    bytesPerSecond: limits.bodyBytesPerSecond,
  };
  exchange.invite();
  const type = exchange.request.headers["content-type"] ?? "";
  const parts = formParts(type);
  const called = actionOf(exchange) !== null;
  const action = called || (parts && exchange.request.method === "POST") ? actionBody(type, called) : null;
  const meter = readBody(exchange.request, rules, {
    chunk(chunk) {
      parts?.take(chunk);
      action?.take(chunk);
      if (!parts || parts.count <= limits.formParts) return outgoing.write(chunk);
      meter.abandon();
      broken(tooManyParts());
      return false;
    },
    end() {
      // Next responds to such a form with a server error. It has not seen the end yet, so nothing was done.
      if (parts && !parts.closed) broken(cutOff());
      else if (action && !action.isWellFormed()) broken(damaged());
      else outgoing.end();
    },
    fault(fault) {
      if (fault === "gone") {
        countCutOff(exchange);
        broken(null);
      } else broken(fault === "too-large" ? tooLarge(exchange.admitted.maxBody) : tooSlow());
    },
  });
  outgoing.on("drain", () => meter.resume());
  outgoing.once("close", () => {
    // The response came before the whole body was needed; the rest is discarded with the connection.
    meter.abandon();
    exchange.request.resume();
  });
}

function answer(exchange: AdmittedExchange, incoming: IncomingMessage): void {
  const { response, connection } = exchange;
  if (response.destroyed) return void incoming.destroy();
  writeHead(exchange, incoming.statusCode ?? 502, incoming.statusMessage, incoming.rawHeaders);
  incoming.on("data", (chunk) => {
    if (!writeChunk(response, chunk)) incoming.pause();
  });
  response.on("drain", () => incoming.resume());
  incoming.once("end", () => response.end());
  // The head is sent, so that only a cut connection tells the client that the rest is missing.
  incoming.once("close", () => {
    if (!incoming.complete) connection.socket.destroy();
  });
  incoming.once("error", () => connection.socket.destroy());
}

/**
 * Returns the headers for the web process as a flat list: the client's cleaned headers, then the
 * edge's own.
 */
export function upstreamHeaders(exchange: AdmittedExchange, upstream: Upstream): string[] {
  const { admitted, ip, requestId, request } = exchange;
  const headers: string[] = [];
  cleanRequestHeaders(
    request.rawHeaders,
    (name, value, lower) => {
      if (lower === "content-length") return;
      headers.push(
        name,
        lower === "user-agent" ? value.slice(0, exchange.house.limits.userAgentBytes) : value,
      );
    },
    upstream.development,
  );
  headers.push(
    "X-Forwarded-For",
    ip,
    "X-Forwarded-Host",
    admitted.host,
    "X-Forwarded-Proto",
    upstream.scheme,
    "X-Forwarded-Port",
    upstream.publicPort,
    "X-Real-IP",
    ip,
    "X-Request-Id",
    requestId,
    "X-Mailneo-Ip",
    ip,
    "X-Mailneo-Edge",
    upstream.edgeSecret,
    "Connection",
    "keep-alive",
  );
  if (admitted.length === null) headers.push("Transfer-Encoding", "chunked");
  else if (admitted.length > 0 || !isSafe(request.method))
    headers.push("Content-Length", String(admitted.length));
  return headers;
}

/**
 * Returns whether the web process closed a kept connection just as we used it. It read nothing, so
 * a retry is safe.
 */
function staleSocket(outgoing: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return outgoing.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

function isSafe(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}
