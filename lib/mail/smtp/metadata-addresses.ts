import ipaddr from "ipaddr.js";

/**
 * Addresses that hand out a cloud machine's credentials, or run it. No setting opens them: a mail server never
 * stands there. Sources: the metadata documentation of AWS, Google, Azure, Oracle, Alibaba, Tencent, Scaleway
 * and Equinix.
 */
const ranges = [
  "169.254.0.0/16", // every cloud's, link-local
  "fe80::/10",
  "100.100.100.200/32", // Alibaba
  "168.63.129.16/32", // Azure's host
  "192.0.0.192/32", // Oracle, formerly
  "192.80.8.124/32", // Equinix
  "fd00:ec2::/32", // AWS: metadata, DNS, time
  "fd20:ce::/32", // Google
  "fd00:c1::/32", // Oracle
  "fd00:42::/32", // Scaleway
].map((range) => ipaddr.parseCIDR(range));

const names =
  /^(?:metadata|instance-data|rancher-metadata)$|^(?:metadata|instance-data)\.(?:goog|google\.internal|ec2\.internal|azure\.internal|tencentyun\.com|platformequinix\.com|packet\.net|oraclecloud\.com)$|(?:^|\.)metadata\.cloud\.ibm\.com$|^metadata\.google\.internal$/;

/** Returns whether an ASCII host name is a cloud's own name for its metadata service. */
export const isMetadataName = (host: string) => names.test(host.toLowerCase());

/** Returns whether an address belongs to a cloud's metadata service, however it is written. */
export function isMetadataAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
}
