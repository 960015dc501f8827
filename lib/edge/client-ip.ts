import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Trust } from "./trust.ts";

/**
 * Returns the client's canonical address (IPv4-mapped IPv6 as IPv4, no zone, no port). `peer` is
 * the socket's address, `forwarded` the X-Forwarded-For values in the order received.
 * Only a trusted peer's header counts, read from the right, because each proxy appends the address
 * it saw. The right-most untrusted entry is therefore the last one that no client could forge. An
 * entry that is no address ends the search at the proxy that passed it on.
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

/**
 * Returns the canonical spelling of an address; null when it is none. Shorthand such as 127.1 or
 * 0x7f000001 is none.
 */
export function canonicalIp(text: string): string | null {
  if (isIP(text) === 0) return null;
  if (!text.includes(":")) return text;
  const parsed = ipaddr.process(text.replace(/%.*$/, ""));
  return parsed.toString();
}

/** Removes the port, because some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry)?.[1] ?? entry.replace(/^([\d.]+):\d{1,5}$/, "$1");
}
