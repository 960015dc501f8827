import ipaddr from "ipaddr.js";

/** Returns addresses and CIDR ranges as given, one per line or separated by commas, or the entry that is neither. */
export function readRanges(given: string): { ranges: string[] } | { wrong: string } {
  const entries = given.split(/[\s,;]+/).filter(Boolean);
  const wrong = entries.find((entry) => parsed(entry) === null);
  return wrong === undefined ? { ranges: [...new Set(entries)] } : { wrong };
}

/** Returns whether an address is in one of the ranges. An unknown address is in none. No range admits every address. */
export function inRanges(ip: string | null, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true;
  if (ip === null || !ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return ranges.some((range) => {
    const found = parsed(range);
    return found !== null && found[0].kind() === address.kind() && address.match(found[0], found[1]);
  });
}

function parsed(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  try {
    const [network, bits] = ipaddr.parseCIDR(
      entry.includes("/") ? entry : `${entry}/${entry.includes(":") ? 128 : 32}`,
    );
    if (!(network instanceof ipaddr.IPv6))
      return ipaddr.IPv4.isValidFourPartDecimal(entry.replace(/\/.*/, "")) ? [network, bits] : null;
    return network.isIPv4MappedAddress() && bits >= 96
      ? [network.toIPv4Address(), bits - 96]
      : [network, bits];
  } catch {
    return null;
  }
}
