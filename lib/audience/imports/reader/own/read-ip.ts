import { isIP } from "node:net";

/**
 * Returns the IP address of a cell, or null. Of a list, as proxies forward it, the first one counts. An address whose last part was
 * blotted out for privacy stays as it is written.
 */
export function readIp(cell: string): string | null {
  const first = cell.trim().split(/[\s,;]+/, 1)[0] ?? "";
  const bare = first.replace(/^\[([^\]]+)\](?::\d+)?$/, "$1").replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  const whole = bare.replace(/\/\d{1,3}$/, "").replaceAll(/(?<=[.:])(?:x{1,4}|\*)(?=[.:]|$)/gi, "0");
  return isIP(whole) ? bare : null;
}
