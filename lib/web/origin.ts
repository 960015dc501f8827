import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Origin } from "#lib/core/actor.ts";
import { safeEqual } from "#lib/crypto/hash.ts";

type HeaderReader = { get(name: string): string | null };

/** Returns whether the edge forwarded this request. The x-mailneo-* headers mean something only then. */
export function fromEdge(headers: HeaderReader, edgeSecret: string | undefined): boolean {
  const given = headers.get("x-mailneo-edge");
  return edgeSecret !== undefined && given !== null && safeEqual(given, edgeSecret);
}

/**
 * Returns the request's origin. The IP address and the request id come from the edge alone, otherwise unknown or
 * new. The caller writes every other header, and could file their audit entries under another user's request.
 */
export function originOf(headers: HeaderReader, edgeSecret: string | undefined): Origin {
  const edge = fromEdge(headers, edgeSecret);
  const [ip, requestId] = edge ? [headers.get("x-mailneo-ip"), headers.get("x-request-id")] : [null, null];
  return {
    ip: ip && isIP(ip) ? ip : null,
    userAgent: headers.get("user-agent")?.slice(0, 512) ?? null,
    requestId: requestId && /^[\w-]{8,64}$/.test(requestId) ? requestId : randomUUID(),
  };
}
