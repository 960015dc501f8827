import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admitted } from "./admit.ts";
import { closeGentlyAfterResponse } from "./close-gently.ts";
import type { Connection } from "./connections.ts";
import { cleanResponseHeaders } from "./headers.ts";
import type { Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import { type Refusal, refusalMessage } from "./refusal.ts";

/** State of the edge shared by all requests. */
export type House = {
  limits: Limits;
  log: Log;
  https: boolean;
  /** When true, every response closes its connection. */
  draining: boolean;
  /** Number of bodies since the start whose senders left before the end. */
  bodiesCutOff: number;
};

/** One request and its response. */
export type Exchange = {
  house: House;
  connection: Connection;
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  /** Sends `100 Continue` when the client waits for it; call it before the body is read. */
  invite(): void;
};

export type AdmittedExchange = Exchange & { admitted: Admitted; ip: string };

/** Writes status and headers with the edge's own headers; the caller writes the body. */
export function writeHead(
  exchange: Exchange,
  status: number,
  reason: string | undefined,
  raw: readonly string[],
): void {
  const { house, request, response, connection } = exchange;
  const headers = cleanResponseHeaders(raw, { requestId: exchange.requestId, https: house.https });
  if (house.draining || connection.closing) headers.push("Connection", "close");
  else if (!request.complete) {
    // The client may go on sending bytes that the edge will not read.
    headers.push("Connection", "close");
    closeGentlyAfterResponse(connection, house.limits.lingerMs);
  }
  if (reason) response.writeHead(status, reason, headers);
  else response.writeHead(status, headers);
}

/**
 * Responds with a refusal, or cuts the connection when a response has already begun. With `close`,
 * nothing more is read from it, because bytes after a request that broke the rules may not be a
 * request.
 */
export function refuse(exchange: Exchange, refusal: Refusal, close: boolean): void {
  const { house, request, response, connection } = exchange;
  if (response.headersSent) return void connection.socket.destroy();
  if (response.destroyed) return;

  const html = !request.url?.startsWith("/api/") && (request.headers.accept ?? "").includes("text/html");
  const stamp = { requestId: exchange.requestId, https: house.https };
  const { headers, body } = refusalMessage(refusal, { ...stamp, html });
  if (close || house.draining || !request.complete) {
    headers.push("Connection", "close");
    closeGentlyAfterResponse(connection, house.limits.lingerMs);
  }
  response.writeHead(refusal.status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
  request.resume();
}

/**
 * Responds 500 with the request id as the reference, under which the error is logged. Never throws,
 * because no other handler would keep an error from ending the process.
 */
export function ourFault(exchange: Exchange, event: "api-failed" | "request-failed", error: unknown): void {
  const { house, connection, requestId } = exchange;
  house.log({ level: "error", event, requestId, error });
  const detail = `Something went wrong on our side. Reference ${requestId}.`;
  exchange.response.statusMessage = ""; // it may be the value that could not be written
  try {
    refuse(exchange, { status: 500, detail }, false);
  } catch {
    connection.socket.destroy();
  }
}

/** Counts a sender that left. It is no fault of the edge or the API, but the number may be informative. */
export function countCutOff({ house, requestId }: Exchange): void {
  house.log({ level: "info", event: "body-cut-off", requestId, count: ++house.bodiesCutOff });
}
