/** Headers of one connection only (RFC 9110 7.6.1), never passed on in either direction. */
const hopByHop = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers a client may not send: those the edge sets, and response headers that Next reads from requests. */
const notFromClients = new Set([
  "cf-connecting-ip",
  "content-security-policy",
  "content-security-policy-report-only",
  "expect",
  "fastly-client-ip",
  "forwarded",
  "front-end-https",
  "location",
  "next-resume",
  "proxy",
  "set-cookie",
  "true-client-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-host",
  "x-http-method",
  "x-http-method-override",
  "x-invocation-id",
  "x-matched-path",
  "x-method-override",
  "x-nonce",
  "x-original-host",
  "x-original-url",
  "x-real-ip",
  "x-request-id",
  "x-rewrite-url",
  "x-url-scheme",
]);

/**
 * Prefixes of Next's internal headers, found in next/dist 16.4: middleware results, resume and
 * cache control, forwarded actions. Its browser client needs none of these. It sends rsc,
 * next-action, next-url, next-router-* and x-deployment-id, which are allowed.
 */
const notFromClientsPrefix =
  /^x-(?:mailneo|forwarded|middleware|nextjs|next|now|vercel|invoke|prerender|action)(?:-|$)/;

/** The development overlay links its logs to a page by these two; a production client does not send them. */
const developmentOnly = new Set(["x-nextjs-request-id", "x-nextjs-html-request-id"]);

/**
 * Gives `keep` every request header that may go further, from Node's flat `rawHeaders`, duplicates
 * included. Drops hop-by-hop headers, those named by Connection, and all that a client may not
 * send. Treats `_` in names as `-`, because some servers read them so.
 */
export function cleanRequestHeaders(
  raw: readonly string[],
  keep: (name: string, value: string, lower: string) => void,
  development = false,
): void {
  const listed = namedByConnection(raw);
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    let lower = name.toLowerCase();
    if (lower.includes("_")) lower = lower.replaceAll("_", "-");
    if (hopByHop.has(lower) || notFromClients.has(lower) || listed?.has(lower)) continue;
    if (
      lower.startsWith("x-") &&
      notFromClientsPrefix.test(lower) &&
      !(development && developmentOnly.has(lower))
    )
      continue;
    keep(name, raw[i + 1] as string, lower);
  }
}

export type ResponseStamp = { requestId: string; https: boolean };

/** What every answer carries that does not say otherwise itself. Pages bring stricter words of their own. */
const always = [
  [
    "Content-Security-Policy",
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Referrer-Policy", "no-referrer"],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
] as const;
const alwaysLower = always.map(([name]) => name.toLowerCase());

/** Text that a browser would guess the encoding of, unless it is told (ASVS 4.1.1). */
const withoutCharset = /^(?:text\/[a-z.-]+|application\/(?:[a-z.-]+\+)?(?:json|xml)) *$/i;

/**
 * Returns the headers to send to the client, flat as `writeHead` takes them. Every Set-Cookie stays
 * a separate line. Adds security headers unless the page set its own, and removes those that
 * identify the software.
 */
export function cleanResponseHeaders(raw: readonly string[], stamp: ResponseStamp): string[] {
  const headers: string[] = [];
  const listed = namedByConnection(raw);
  const has = new Set<string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || listed?.has(lower)) continue;
    if (lower === "server" || lower === "x-powered-by" || lower === "x-request-id") continue;
    if (lower.startsWith("x-m") && /^x-(?:mailneo|middleware)-/.test(lower)) continue;
    has.add(lower);
    const value = raw[i + 1] as string;
    const unclear = lower === "content-type" && withoutCharset.test(value);
    headers.push(name, unclear ? `${value.trimEnd()}; charset=utf-8` : value);
  }

  headers.push("X-Request-Id", stamp.requestId);
  for (let i = 0; i < always.length; i++) {
    const header = always[i] as (typeof always)[number];
    if (!has.has(alwaysLower[i] as string)) headers.push(header[0], header[1]);
  }
  if (stamp.https && !has.has("strict-transport-security"))
    headers.push("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  return headers;
}

/** Returns the header names that Connection limits to this hop; null when it names none. */
function namedByConnection(raw: readonly string[]): Set<string> | null {
  let names: Set<string> | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.length !== 10 || raw[i]?.toLowerCase() !== "connection") continue;
    for (const token of (raw[i + 1] as string).split(",")) {
      const name = token.trim().toLowerCase();
      if (name && name !== "close" && name !== "keep-alive" && name !== "upgrade") {
        names ??= new Set();
        names.add(name.replaceAll("_", "-"));
      }
    }
  }
  return names;
}
