/** Providers that read an address without its dots. */
const dotless = ["gmail.com", "googlemail.com"];

/**
 * Returns one text for all addresses of one mailbox, for limits alone and never to send to: without what follows a plus, and for
 * Gmail without dots. The address is one that `parseAddress` accepted: it has folded case and full-width letters, and refused
 * letters that look like Latin ones.
 */
export function onePerson(address: string): string {
  const [local = "", domain = ""] = address.split("@");
  // An address that begins with its plus has nothing else to be known by.
  const bare = local.replace(/(?<=.)\+.*$/, "");
  if (!dotless.includes(domain)) return `${bare}@${domain}`;
  return `${bare.replaceAll(".", "")}@gmail.com`;
}
