import ipaddr from "ipaddr.js";

/**
 * Returns the rate-limit bucket of an address: its /24 (IPv4) or /64 (IPv6), which is what one network holds. Returns null
 * without a trusted address (no edge in front), and then all such requests share one bucket.
 */
export function addressRange(ip: string | null): string | null {
  return addressRanges(ip)[0] ?? null;
}

/**
 * Returns every network that an address is counted in, the smallest first: its /24, or its /64 and its /48. A site is
 * given a /48, so that counting /64s alone would give one attacker 65,536 buckets. Empty without a trusted address.
 */
export function addressRanges(ip: string | null): string[] {
  if (ip === null || !ipaddr.isValid(ip)) return [];
  const address = ipaddr.process(ip);
  const bytes = address.toByteArray();
  const range = (length: number) =>
    `${address.kind()}:${Buffer.from(bytes.slice(0, length)).toString("hex")}`;
  return address.kind() === "ipv4" ? [range(3)] : [range(8), range(6)];
}
