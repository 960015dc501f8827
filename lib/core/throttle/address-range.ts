import ipaddr from "ipaddr.js";

/**
 * Returns the rate-limit bucket of an address: its /24 (IPv4) or /64 (IPv6), which is what one network holds. Returns null
 * without a trusted address (no edge in front), and then all such requests share one bucket.
 */
export function addressRange(ip: string | null): string | null {
  if (ip === null || !ipaddr.isValid(ip)) return null;
  const address = ipaddr.process(ip);
  const bytes = address.toByteArray().slice(0, address.kind() === "ipv4" ? 3 : 8);
  return `${address.kind()}:${Buffer.from(bytes).toString("hex")}`;
}
