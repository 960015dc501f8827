import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Returns whether a canonical address belongs to a proxy whose X-Forwarded-For is believed. */
export type Trust = (address: string) => boolean;

/**
 * Reads TRUSTED_PROXIES: addresses and CIDR ranges, IPv4 or IPv6.
 * @throws RangeError naming the entry that is neither.
 */
export function trust(entries: readonly string[]): Trust {
  const ranges = entries
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map(parseRange);
  if (ranges.length === 0) return () => false;

  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
  };
}

function parseRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    if (isIP(entry.replace(/\/.*$/, "")) === 0) throw new RangeError("not an address");
    const [network, bits] = ipaddr.parseCIDR(
      entry.includes("/") ? entry : `${entry}/${entry.includes(":") ? 128 : 32}`,
    );
    if (network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= 96)
      return [network.toIPv4Address(), bits - 96];
    return [network, bits];
  } catch {
    throw new RangeError(`"${entry}" is neither an address nor a CIDR range, like 10.0.0.0/8 or 2001:db8::1`);
  }
}
