import ipaddr from "ipaddr.js";
import { addressRanges } from "./address-range.ts";

/** Without an edge every browser shares one unknown network. */
const UNKNOWN_NETWORKS = 20;

/** A site's /48 holds many /64s, and may send as much as an honest company does. */
const NETWORKS_OF_SITE = 4;

/**
 * Returns every network that a form which anybody may fill in counts a visitor in, the smallest first: an IPv4 address, or the /64
 * that one IPv6 line holds and the /48 of its site, because a site has 65,536 lines. `times` is how many networks each stands for.
 */
export function networksOf(ip: string | null): [network: string, times: number][] {
  const [range, site] = addressRanges(ip);
  if (ip === null || range === undefined) return [["unknown", UNKNOWN_NETWORKS]];
  const address = ipaddr.process(ip);
  if (address.kind() === "ipv4") return [[address.toString(), 1]];
  return [[range, 1], ...(site ? [[site, NETWORKS_OF_SITE] satisfies [string, number]] : [])];
}
