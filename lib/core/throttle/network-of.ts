import ipaddr from "ipaddr.js";
import { addressRange } from "./address-range.ts";

/** Without an edge every browser shares one unknown network. */
const UNKNOWN_NETWORKS = 20;

/**
 * Returns what counts as one network of a form that anybody may fill in: an IPv4 address, or the /64 that one IPv6 line holds.
 * `times` is how many networks it stands for.
 */
export function networkOf(ip: string | null): [network: string, times: number] {
  const range = addressRange(ip);
  if (ip === null || range === null) return ["unknown", UNKNOWN_NETWORKS];
  const address = ipaddr.process(ip);
  return [address.kind() === "ipv4" ? address.toString() : range, 1];
}
