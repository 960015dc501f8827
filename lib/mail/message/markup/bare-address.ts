/** Where a web, mail or telephone address may begin in running text. */
export const addressStart = /(?<![A-Za-z0-9@./+-])(?:https?:\/\/|www\.|mailto:|tel:\+?\d)/gi;

const host = /(?:https?:\/\/|www\.)[\p{L}\p{N}\ufdd0]/iuy;
const mail = /mailto:[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/iy;
const phone = /tel:\+?\d[\d().-]{1,30}/iy;
/** Ends an address: blanks, quotes, angle brackets, and the full-width punctuation of scripts that write no blanks. */
const ends = /[\s"<>\p{Cc}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”„«»]/u;
const trailing = "?!.,:;*_~'’";

/**
 * Returns the address typed at `start`, or null. As GFM has it, closing punctuation is not part of it, and neither
 * is a closing bracket that nothing in the address opens. It needs time linear in what it returns.
 */
export function bareAddressAt(text: string, start: number, end: number): string | null {
  const lead = sticky(host, text, start) ?? sticky(mail, text, start) ?? sticky(phone, text, start);
  if (lead === null) return null;
  if (/^tel:/i.test(lead)) return trimmed(lead);
  let at = start + lead.length;
  let square = 0;
  for (; at < end; at++) {
    const char = text[at] as string;
    if (ends.test(char)) break;
    if (char === "[") square++;
    if (char === "]" && --square < 0) break;
  }
  const address = trimmed(text.slice(start, at));
  return address.length > lead.length - 1 && address.length <= 4000 ? address : null;
}

function trimmed(address: string): string {
  let open = 0;
  for (const char of address) open += char === "(" ? 1 : char === ")" ? -1 : 0;
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1] as string;
    if (trailing.includes(last)) continue;
    if (last !== ")" || open >= 0) break;
    open++;
  }
  return address.slice(0, end);
}

function sticky(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** A mail address in running text. */
export const mailAddress =
  /(?<![\w.+@/-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,63}(?![\w@-])/g;
