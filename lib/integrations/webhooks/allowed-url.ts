/** Ports of an address outside. Others would let a member knock at services that are no web servers. */
const ports = new Set(["", "443", "8443"]);

/**
 * Says why an address must not be called; null for one that may be. It is asked when an address is saved and again at every try,
 * because the operator may have closed the private network since.
 *
 * @param near whether private addresses are allowed, which also allows http and any port.
 */
export function urlRefusal(url: URL, near: boolean): string | null {
  if (url.protocol !== "https:" && !(near && url.protocol === "http:"))
    return "Use https, because deliveries name your contacts.";
  if (url.username || url.password)
    return "Leave user name and password out of the address. Each delivery is signed instead.";
  if (!near && !ports.has(url.port)) return "Use port 443 or 8443.";
  return null;
}
