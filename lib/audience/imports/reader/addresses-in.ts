import { cutText } from "#lib/core/cut-text.ts";

export type WrittenAddress = { address: string; name: string };

/** Longest cell that is looked into. No list of addresses that belongs to one person is longer. */
const longest = 4000;
const most = 50;

/** What stands around or between addresses. A cell without any of it holds one address at most, and as it is. */
const marks = /[<>;,|:()'"`‘’‚“”„«»、\s\u200b-\u200d\u2060\ufeff]|\.$/u;

/**
 * Returns the addresses of a cell as people write them, with the name beside each: `Ada <a@x>`, `mailto:a@x`, `'a@x'`, `a@x; b@y`,
 * `a@x ::: b@y`, `a@x (Ada)`, `="a@x"`. Each is only trimmed, and judged by the caller. Empty for a cell without an @ sign.
 */
export function addressesIn(cell: string): WrittenAddress[] {
  if (cell.length > longest || !cell.includes("@") || !marks.test(cell)) return [];
  const found: WrittenAddress[] = [];
  for (const part of partsOf(unwrapped(cell))) {
    if (!part.includes("@")) continue;
    found.push(oneOf(part));
    if (found.length === most) break;
  }
  return found;
}

/** Returns the text of a cell that Excel was told to keep as text. */
function unwrapped(cell: string): string {
  const text = cell.trim();
  return text.startsWith('="') && text.endsWith('"') && text.length > 3 ? text.slice(2, -1) : text;
}

/** Cuts at separators that stand outside of quotes, angles and brackets. One pass. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  let quoted = false;
  let angle = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') quoted = !quoted;
    else if (sign === "<") angle = true;
    else if (sign === ">") angle = false;
    if (quoted || angle) continue;
    const width = separatorAt(text, at);
    if (width === 0) continue;
    parts.push(text.slice(begin, at));
    begin = at + width;
    at += width - 1;
  }
  parts.push(text.slice(begin));
  const filled = parts.map((part) => part.trim()).filter(Boolean);
  // Blanks separate addresses too, where nothing else stands between them.
  return filled.flatMap((part) => {
    const words = part.split(/\s+/);
    return words.length > 1 && words.every((word) => word.indexOf("@") > 0) ? words : [part];
  });
}

function separatorAt(text: string, at: number): number {
  const sign = text[at];
  if (sign === ":" && text.startsWith(":::", at)) return 3;
  return sign === ";" || sign === "," || sign === "\n" || sign === "\r" || sign === "|" || sign === "、"
    ? 1
    : 0;
}

function oneOf(part: string): WrittenAddress {
  const open = part.lastIndexOf("<");
  const close = part.indexOf(">", open);
  if (open >= 0 && close > open)
    return { address: bare(part.slice(open + 1, close)), name: nameOf(part.slice(0, open)) };
  const bracket = part.indexOf(" (");
  if (bracket > 0 && part.endsWith(")") && part.lastIndexOf("@") < bracket)
    return { address: bare(part.slice(0, bracket)), name: nameOf(part.slice(bracket + 2, -1)) };
  return { address: bare(part), name: "" };
}

const around = new Set([..."'\"`‘’‚“”„«»<>()[] \t\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"]);

/** Returns an address without mailto:, quotes around it, and the full stop or comma of the sentence it was copied from. */
function bare(text: string): string {
  let address = strip(text);
  if (/^mailto:/i.test(address)) address = strip(address.slice(7).split("?")[0] ?? "");
  let end = address.length;
  while (end > 0 && ".,;:".includes(address[end - 1] ?? " ")) end--;
  return strip(address.slice(0, end));
}

function strip(text: string): string {
  let begin = 0;
  let end = text.length;
  // A literal such as user@[192.0.2.1] keeps its bracket, so that it is refused as what it is.
  const literal = text.includes("@[");
  while (begin < end && around.has(text[begin] ?? "")) begin++;
  while (end > begin && around.has(text[end - 1] ?? "") && !(literal && text[end - 1] === "]")) end--;
  return text.slice(begin, end);
}

const nameOf = (text: string) => cutText(strip(text).replaceAll('\\"', '"'), 400);
