import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Trust } from "./trust.ts";

/**
 * Whose request this is. `peer` is the socket's address, `forwarded` the X-Forwarded-For values in the order
 * received. Only a trusted peer's word counts, read from the right: each proxy appends the address it saw, so the
 * right-most untrusted entry is the last one that nobody could forge. An entry that is no address ends the walk at
 * the proxy that passed it on. Answers a canonical address (IPv4-mapped IPv6 as IPv4, no zone, no port).
 */
export function clientIp(peer: string, forwarded: readonly string[], trusted: Trust): string {
  let ip = canonicalIp(peer) ?? "0.0.0.0";
  if (forwarded.length === 0 || !trusted(ip)) return ip;

  const entries = forwarded.join(",").split(",");
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = canonicalIp(withoutPort(entries[i]?.trim() ?? ""));
    if (entry === null) return ip;
    ip = entry;
    if (!trusted(ip)) return ip;
  }
  return ip;
}

/** The one spelling of an address, or null when it is none. Shorthand such as 127.1 or 0x7f000001 is none. */
export function canonicalIp(text: string): string | null {
  if (isIP(text) === 0) return null;
  if (!text.includes(":")) return text;
  const parsed = ipaddr.process(text.replace(/%.*$/, ""));
  return parsed.toString();
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry)?.[1] ?? entry.replace(/^([\d.]+):\d{1,5}$/, "$1");
}
