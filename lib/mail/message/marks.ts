/** What a toolbar writes: the marks of a message (plain.ts reads them). */
export type Mark = "bold" | "italic" | "heading" | "link" | "list" | "numbers" | "quote" | "image" | "rule";

export type Written = { text: string; start: number; end: number };

/** Text that replaces `from` to `to`, and what is selected afterwards. */
export type Edit = { from: number; to: number; insert: string; select: [start: number, end: number] };

/** Returns the edit that puts a mark on the selection, or takes it off again. */
export function markEdit(mark: Mark, written: Written): Edit {
  if (mark === "bold") return around("**", "important", written);
  if (mark === "italic") return around("*", "words", written);
  if (mark === "link") return address("", "words", written);
  if (mark === "image") return address("!", "what it shows", written);
  if (mark === "rule") return block("---", written);
  return lines(mark, written);
}

/** Returns the edit that writes a merge field, with its fallback selected to be typed over. */
export function fieldEdit(field: string, fallback: string, { start, end }: Written): Edit {
  const insert = fallback ? `{{${field}|${fallback}}}` : `{{${field}}}`;
  const at = start + field.length + 3;
  const after = start + insert.length;
  return { from: start, to: end, insert, select: fallback ? [at, at + fallback.length] : [after, after] };
}

function around(mark: string, example: string, { text, start, end }: Written): Edit {
  const size = mark.length;
  const inside = text.slice(start, end);
  const marked = text.slice(start - size, start) === mark && text.slice(end, end + size) === mark;
  // One star of two is half of a bold mark.
  const bolder = mark === "*" && (text[start - 2] === "*" || text[end + 1] === "*");
  if (marked && !bolder)
    return { from: start - size, to: end + size, insert: inside, select: [start - size, end - size] };
  const words = inside.trim() || example;
  const before = inside.trim() ? inside.slice(0, inside.indexOf(words)) : "";
  const insert = `${before}${mark}${words}${mark}${inside.slice(before.length + words.length)}`;
  const at = start + before.length + size;
  return { from: start, to: end, insert, select: [at, at + words.length] };
}

function address(sign: string, example: string, { text, start, end }: Written): Edit {
  const words = text
    .slice(start, end)
    .replaceAll(/[[\]\n]/g, " ")
    .trim();
  const isAddress = /^https?:\/\/\S+$/.test(words);
  const label = isAddress || !words ? example : words;
  const target = isAddress ? words : "https://";
  const insert = `${sign}[${label}](${target})`;
  const at = start + sign.length + 1;
  // What is missing is selected: the words, or the address.
  const select: [number, number] = isAddress
    ? [at, at + label.length]
    : [at + label.length + 2, at + label.length + 2 + target.length];
  return { from: start, to: end, insert, select };
}

const prefixes = { heading: /^#{1,2}\s+/, list: /^\s*[-*]\s+/, numbers: /^\s*\d+[.)]\s+/, quote: /^>\s?/ };

function lines(mark: keyof typeof prefixes, { text, start, end }: Written): Edit {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(end - (end > start && text[end - 1] === "\n" ? 1 : 0), from));
  const to = next === -1 ? text.length : next;
  const before = text.slice(from, to).split("\n");
  const off = before.every((line) => line.trim() === "" || prefixes[mark].test(line));
  const bare = (line: string) =>
    Object.values(prefixes).reduce((words, prefix) => words.replace(prefix, ""), line);
  const has = before.some((line) => line.trim() !== "");
  const sign = (at: number) => ({ heading: "# ", list: "- ", numbers: `${at + 1}. `, quote: "> " })[mark];
  const after = before.map((line, at) =>
    has && off ? line.replace(prefixes[mark], "") : `${sign(at)}${bare(line)}`,
  );
  const insert = after.join("\n");
  if (start === end) return { from, to, insert, select: [from + insert.length, from + insert.length] };
  return { from, to, insert, select: [from, from + insert.length] };
}

function block(words: string, { text, start, end }: Written): Edit {
  const before = text.slice(0, start);
  const open = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const close = text.slice(end).startsWith("\n\n") ? "" : "\n\n";
  const insert = `${open}${words}${close}`;
  return { from: start, to: end, insert, select: [start + insert.length, start + insert.length] };
}
