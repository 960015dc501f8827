import ipaddr from "ipaddr.js";

/**
 * What an address is counted by: its /24 (IPv4) or /64 (IPv6), which is what one network holds. Null when nobody vouches for an
 * address (no edge in front): then all such requests share one count.
 */
export function addressRange(ip: string | null): string | null {
  if (ip === null || !ipaddr.isValid(ip)) return null;
  const address = ipaddr.process(ip);
  const bytes = address.toByteArray().slice(0, address.kind() === "ipv4" ? 3 : 8);
  return `${address.kind()}:${Buffer.from(bytes).toString("hex")}`;
}
