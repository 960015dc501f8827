import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import type { Origin } from "#lib/core/actor.ts";
import { safeEqual } from "#lib/crypto/hash.ts";

type HeaderReader = { get(name: string): string | null };

/** Whether the edge passed this request on: the only time its x-mailneo-* headers mean anything. */
export function fromEdge(headers: HeaderReader, edgeSecret: string | undefined): boolean {
  const given = headers.get("x-mailneo-edge");
  return edgeSecret !== undefined && given !== null && safeEqual(given, edgeSecret);
}

/**
 * Where a request came from. The address is the edge's word or unknown, and so is the request's id: any other header naming one was written by
 * the caller, who could put their entries in the audit log beside somebody else's.
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
