/** Where a web, mail or telephone address may begin in running text. */
export const addressStart = /(?<![A-Za-z0-9@./+-])(?:https?:\/\/|www\.|mailto:|tel:\+?\d)/gi;

const host = /(?:https?:\/\/|www\.)[\p{L}\p{N}\ufdd0]/iuy;
const mail = /mailto:[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/iy;
const phone = /tel:\+?\d[\d().-]{1,30}/iy;
/** The longest address, in UTF-16 units. Reading stops there, because text may begin an address at every other character. */
const longest = 4000;

const trailing = "?!.,:;*_~'’";

/**
 * Returns the address typed at `start`, or null. As GFM has it, closing punctuation is not part of it, and neither
 * is a closing bracket that nothing in the address opens. It reads at most 4,000 characters.
 */
export function bareAddressAt(text: string, start: number, end: number): string | null {
  const lead = sticky(host, text, start) ?? sticky(mail, text, start) ?? sticky(phone, text, start);
  if (lead === null) return null;
  if (/^tel:/i.test(lead)) return trimmed(lead);
  let at = start + lead.length;
  let square = 0;
  for (; at < end; at++) {
    if (at - start > longest) return null;
    const code = text.charCodeAt(at);
    if (endsAddress(code)) break;
    if (code === 0x5b) square++;
    if (code === 0x5d && --square < 0) break;
  }
  const address = trimmed(text.slice(start, at));
  return address.length > lead.length - 1 && address.length <= longest ? address : null;
}

/**
 * Returns whether a character ends an address: blanks, controls, quotes, angle brackets, and the full-width punctuation of
 * scripts that write no blanks. Comparisons take a twentieth of a pattern's time.
 */
function endsAddress(code: number): boolean {
  if (code < 0x80) return code <= 0x20 || code === 0x22 || code === 0x3c || code === 0x3e || code === 0x7f;
  if (code < 0x1680) return code <= 0xa0 || code === 0xab || code === 0xbb;
  if (code < 0x3000)
    return (
      code === 0x1680 ||
      (code >= 0x2000 && code <= 0x200a) ||
      (code >= 0x201c && code <= 0x201e) ||
      code === 0x2028 ||
      code === 0x2029 ||
      code === 0x202f ||
      code === 0x205f
    );
  if (code < 0xfeff) return code <= 0x303f;
  const wide = code - 0xff00;
  return (
    code === 0xfeff ||
    (wide >= 0x01 && wide <= 0x0f) ||
    (wide >= 0x1a && wide <= 0x20) ||
    (wide >= 0x3b && wide <= 0x40) ||
    (wide >= 0x5b && wide <= 0x65)
  );
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
