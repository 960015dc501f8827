import type { IncomingMessage } from "node:http";
import { answeredHere } from "./answered-here.ts";
import type { HostVerdict } from "./authority.ts";
import { isForm } from "./form-parts.ts";
import type { Limits } from "./limits.ts";
import type { Refusal } from "./refusal.ts";
import { checkTarget, type Target } from "./target.ts";

/** Admitted request, with the facts the edge learned about it. */
export type Admitted = Target & {
  /** True when the edge answers itself: the API, and the subscribers' pages. */
  api: boolean;
  /** Declared length in bytes; `null` for chunked, 0 for no body. */
  length: number | null;
  /** Largest body this path takes, in bytes. */
  maxBody: number;
  host: string;
  /** Values of X-Forwarded-For as received, in order. */
  forwardedFor: string[];
};

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const allow = ["Allow", [...methods].join(", ")];

/** Paths for probes, which use the IP address before any host name points here. */
const anyHost = new Set(["/api/health", "/api/ready", "/api/metrics"]);

/** Headers that are ambiguous when sent twice, because readers take the first, the last or both joined. */
const onlyOnce = new Set([
  "authorization",
  "content-length",
  "content-type",
  "host",
  "origin",
  "transfer-encoding",
]);

/** Decides about a request by its head alone, before a byte of its body is read. */
export function admit(
  request: IncomingMessage,
  limits: Limits,
  hostVerdict: (host: string) => HostVerdict,
  upgrade = false,
): Admitted | Refusal {
  const method = request.method ?? "";
  const url = request.url ?? "";
  if (!methods.has(method)) return refuse(405, `${method} is not a method this server answers.`, allow);
  if (url.length > limits.targetBytes) return refuse(414, "The address is too long.");
  if (url.split("&", limits.parameters + 1).length > limits.parameters)
    return refuse(414, "The address has too many parameters.");

  if (request.httpVersionMajor !== 1) return refuse(505, "This server speaks HTTP/1.1.");

  const head = readHead(request.rawHeaders);
  if (head.count > limits.headerCount || head.bytes > limits.headerBytes)
    return refuse(431, "The request's headers are too large.");
  if (head.cookies > limits.cookies) return refuse(431, "The request has too many cookies.");
  if (head.repeated) return refuse(400, `The header ${head.repeated} was sent more than once.`);
  if (head.host === null) return refuse(400, "The Host header is missing.");

  const verdict = hostVerdict(head.host);
  if (verdict === "malformed") return refuse(400, "The Host header is not a host.");

  const target = checkTarget(originForm(url, head.host));
  if (!target) return refuse(400, "The address is not one this server reads.");
  if (verdict === "foreign" && !anyHost.has(target.path))
    return refuse(421, "This server does not answer for that host.");
  if (!upgrade && request.headers.upgrade?.toLowerCase().includes("websocket"))
    return refuse(400, "This server has no WebSockets.");

  const chunked = head.transferEncoding !== null;
  if (chunked && (head.transferEncoding?.toLowerCase() !== "chunked" || head.contentLength !== null))
    return refuse(400, "The request's length is not clear.");
  if (chunked && request.httpVersion !== "1.1") return refuse(400, "The request's length is not clear.");
  const length = chunked ? null : Number(head.contentLength ?? 0);
  if (length !== 0 && (method === "GET" || method === "HEAD"))
    return refuse(400, `A ${method} request has no body.`);

  const api = answeredHere(target.path);
  const form = !api && isForm(request.headers["content-type"] ?? "");
  const action = method === "POST" && request.headers["next-action"] !== undefined;
  const maxBody = mostBytes(target.path, form || (action && !api), limits);
  if (length !== null && length > maxBody) return tooLarge(maxBody);
  if (form && length === 0 && method !== "GET" && method !== "HEAD") return cutOff();
  return {
    ...target,
    api,
    length,
    maxBody,
    host: head.host,
    forwardedFor: head.forwardedFor,
  };
}

function mostBytes(path: string, form: boolean, limits: Limits): number {
  if (limits.largeBodyPath.test(path)) return limits.largeBodyBytes;
  return form ? Math.min(limits.bodyBytes, limits.formBytes) : limits.bodyBytes;
}

export function tooLarge(maxBody: number): Refusal {
  return refuse(
    413,
    `The request is larger than ${Math.floor(maxBody / 1024 / 1024)} MB, the most taken here.`,
  );
}

export function tooManyParts(): Refusal {
  return refuse(413, "That form has more fields than any form here.");
}

export function cutOff(): Refusal {
  return refuse(400, "The form was cut off before its end. Open the page again and send its form.");
}

export function damaged(): Refusal {
  return refuse(
    400,
    "The form was damaged on its way, so nothing was done. Open the page again and send it.",
  );
}

export function otherPage(): Refusal {
  return refuse(
    409,
    "This form belongs to another page, so nothing was done. Open that page and send it there.",
  );
}

export function tooSlow(): Refusal {
  return refuse(408, "The request took too long to arrive.");
}

function refuse(status: number, detail: string, headers?: readonly string[]): Refusal {
  return headers ? { status, detail, headers } : { status, detail };
}

/**
 * Accepts the absolute form (RFC 9112 3.2.2) when it names the same host; any other form fails the
 * later check.
 */
function originForm(url: string, host: string): string {
  if (url.startsWith("/")) return url;
  const absolute = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url);
  if (absolute?.[1]?.toLowerCase() !== host.toLowerCase()) return "";
  const rest = absolute[2] ?? "";
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function readHead(raw: readonly string[]) {
  let bytes = 0;
  let cookies = 0;
  let host: string | null = null;
  let contentLength: string | null = null;
  let transferEncoding: string | null = null;
  let repeated: string | null = null;
  const forwardedFor: string[] = [];
  const seen = new Set<string>();

  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const value = raw[i + 1] as string;
    bytes += name.length + value.length + 4;
    if (onlyOnce.has(name)) {
      if (seen.has(name)) repeated ??= name;
      seen.add(name);
      if (name === "host") host = value;
      else if (name === "content-length") contentLength = value;
      else if (name === "transfer-encoding") transferEncoding = value;
    } else if (name === "x-forwarded-for") forwardedFor.push(value);
    else if (name === "cookie") cookies += value.split(";").length;
  }
  return {
    cookies,
    bytes,
    count: raw.length / 2,
    host,
    contentLength,
    transferEncoding,
    repeated,
    forwardedFor,
  };
}
