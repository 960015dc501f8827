import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plain } from "node:http";
import { Agent as SecureAgent, request as secure } from "node:https";
import { isIP } from "node:net";
import { type Lookup, MailHostError, vetHost } from "#lib/mail/smtp/vet-host.ts";
import { urlRefusal } from "./allowed-url.ts";
import { hostOf } from "./reachable.ts";

/** What an address answered: its status, or why there is none, in words for the log of deliveries. */
export type Answer = { status: number; retryAfter: number | null } | { problem: string };

type Posting = {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Allows private addresses. Only the operator's setting decides it. */
  allowPrivate: boolean;
  timeoutMs?: number;
  lookup?: Lookup;
  agents?: Agents;
  signal?: AbortSignal;
};

/** Milliseconds for one try, from the question for its name to the status. */
const mostMs = 15_000;
export const SECONDS_TO_ANSWER = mostMs / 1000;
const mostOfBody = 64 * 1024;
const mostOfBodyMs = 1000;
const mostHeaderBytes = 32_768;
const mostInformation = 8;

/** Connections kept open between the deliveries of one round, and closed with it. */
export type Agents = { plain: PlainAgent; secure: SecureAgent; close: () => void };

export function keptConnections(): Agents {
  const options = { keepAlive: true, maxSockets: 4, maxFreeSockets: 4 };
  const agents = { plain: new PlainAgent(options), secure: new SecureAgent(options) };
  const close = () => {
    agents.plain.destroy();
    agents.secure.destroy();
  };
  return { ...agents, close };
}

/**
 * Posts once and returns the status that came back within 15 seconds, never an error. The host is vetted at every try and the
 * connection goes to the vetted address itself, so that no name can be pointed inwards between. Redirects are not followed (Standard
 * Webhooks 1.0). The answer's body is read past for a second and up to 64 kB, so that its connection may serve again. It is kept nowhere.
 */
export async function post({ timeoutMs = mostMs, ...posting }: Posting): Promise<Answer> {
  const url = new URL(posting.url);
  const refusal = urlRefusal(url, posting.allowPrivate);
  if (refusal) return { problem: refusal };
  const deadline = Date.now() + timeoutMs;
  try {
    const vetted = await vetHost(hostOf(url), {
      allowPrivate: posting.allowPrivate,
      timeoutMs: Math.min(5000, timeoutMs),
      ...(posting.lookup && { lookup: posting.lookup }),
    });
    return await exchange(url, vetted.address, posting, deadline).catch((error) => {
      // A receiver may close a kept connection at any moment. That says nothing about this delivery.
      if (error !== keptOneClosed) throw error;
      const { agents: _, ...anew } = posting;
      return exchange(url, vetted.address, anew, deadline);
    });
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function exchange(url: URL, address: string, posting: Posting, deadline: number): Promise<Answer> {
  const { headers, body, agents, signal } = posting;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const isSecure = url.protocol === "https:";
  const host = hostOf(url);
  const request = (isSecure ? secure : plain)({
    host: address,
    port: url.port || (isSecure ? 443 : 80),
    path: url.pathname + url.search,
    method: "POST",
    agent: agents ? (isSecure ? agents.secure : agents.plain) : false,
    headers: { ...headers, host: url.host, "content-length": Buffer.byteLength(body) },
    maxHeaderSize: mostHeaderBytes,
    ...(isSecure && { servername: isIP(host) ? "" : host }),
    ...(signal && { signal }),
  });
  const late = setTimeout(() => request.destroy(new Late()), Math.max(1, deadline - Date.now()));
  request.on("response", (response) => {
    clearTimeout(late);
    const { statusCode: status = 0, headers: answered } = response;
    resolve({ status, retryAfter: secondsOf(answered["retry-after"]) });
    readPast(response);
  });
  request.on("error", (error) => reject(wasClosed(request, error) ? keptOneClosed : error));
  // A status 101 ends in this event alone, and never in an error.
  request.on("close", () => {
    clearTimeout(late);
    reject(new NoAnswer());
  });
  refuseFloods(request);
  request.end(body);
  return promise;
}

/** Ends a request whose answer is announced again and again and never comes. */
function refuseFloods(request: ClientRequest) {
  let announced = 0;
  request.on("information", () => {
    announced += 1;
    if (announced > mostInformation) request.destroy(new NoAnswer());
  });
}

function readPast(response: IncomingMessage) {
  const { socket } = response;
  const before = socket.bytesRead;
  const enough = setTimeout(() => response.destroy(), mostOfBodyMs);
  // Bytes of the connection, because a body of a few may come wrapped in megabytes.
  response.on("data", () => {
    if (socket.bytesRead - before > mostOfBody) response.destroy();
  });
  response.on("error", () => {});
  response.on("close", () => clearTimeout(enough));
}

class Late extends Error {}

class NoAnswer extends Error {}

const keptOneClosed = new Error("The kept connection was closed");

const wasClosed = (request: ClientRequest, error: NodeJS.ErrnoException) =>
  request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");

/** Seconds of a Retry-After header, at most a day; null for none and for a date. */
const secondsOf = (given: string | undefined) =>
  given && /^\d{1,9}$/.test(given) ? Math.min(86_400, Number(given)) : null;

/** Says what kept a delivery from its address, without anything that a stranger could learn about this network. */
function problemOf(error: unknown): string {
  if (error instanceof Late) return "No answer within 15 seconds";
  if (error instanceof NoAnswer) return "The answer is no HTTP status";
  if (error instanceof MailHostError)
    return error.code === "lookup-timeout" ? "The name server did not answer" : "The host cannot be reached";
  const { code = "" } = error as NodeJS.ErrnoException;
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED|UNABLE_TO|HOSTNAME|INVALID_CA/.test(code))
    return "The certificate is not valid";
  if (/^HPE_/.test(code)) return "The answer is not HTTP";
  if (code === "ECONNREFUSED") return "The connection was refused";
  if (code === "ECONNRESET" || code === "EPIPE") return "The connection was cut";
  return "No connection";
}
