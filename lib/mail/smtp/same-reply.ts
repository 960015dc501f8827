import { cutText } from "#lib/core/cut-text.ts";
/**
 * Returns a reply without what differs from one recipient to the next: addresses, hosts, numbers, times and
 * ids. Two replies with the same result say the same thing. Codes stay, and no personal data is left.
 */
export function sameReply(reply: string): string {
  const [, code = "", rest = ""] =
    /^(\s*\d{3}(?:[ -]#?[245]\.\d{1,3}\.\d{1,3})?)?(.*)$/s.exec(cutText(reply, 1000)) ?? [];
  const words = rest
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, " ")
    .replace(/<[^<>]{0,320}>|\[[^[\]]{0,320}\]/g, " ")
    .replace(/[^\s<>()"']{1,64}@[^\s<>()"']{1,255}/g, " ")
    // Host names, ids and anything that carries a digit.
    .replace(/\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\b/g, " ")
    .replace(/\S*\d\S*/g, " ")
    .replace(/[^\p{L}]+/gu, " ")
    .trim();
  return cutText(`${code.trim()} ${words}`, 200).trim();
}

/**
 * Returns true when the words name this recipient: the whole address, or its local part as a word of at least
 * four letters.
 */
export function namesRecipient(reply: string, email: string): boolean {
  const said = reply.toLowerCase();
  const address = email.toLowerCase();
  if (said.includes(address)) return true;
  const local = address.slice(0, address.lastIndexOf("@"));
  return local.length >= 4 && said.split(/[^a-z0-9._+-]+/).includes(local);
}
