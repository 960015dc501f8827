import { inlinesOf, type Markup } from "./tree.ts";

export type DeadMark = { line: number; typed: string; advice: string };

const kinds: [pattern: RegExp, advice: string][] = [
  [
    /!\[[^[\]\n]{0,200}\] ?\([^)\n]{0,80}\)?/,
    "is not read as an image. Write ![what it shows](https://…), an address with blanks as <…>",
  ],
  [
    /\[[^[\]\n]{0,200}\] ?\([^)\n]{0,80}\)?/,
    "is not read as a link. Write [words](https://…), an address with blanks as <…>",
  ],
  [
    /\[[^[\]\n]{1,200}\](?:\[[^[\]\n]{0,200}\]|: ?\S)/,
    "is not read as a link. Write the address behind the words: [words](https://…)",
  ],
  [
    /(?<![\p{L}\p{N}])(?!https?:)[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"]{1,80}/iu,
    "is not read as a link. Links start with https://",
  ],
  [
    /\*\*(?=\S)[^\n]{0,40}|(?<=\S)\*\*|\*\*\s[^*\n]{1,60}\s\*\*/,
    "makes nothing bold. Bold begins and ends with two stars, without blanks inside",
  ],
  [/(?<![\p{L}\p{N}_])__(?=\S)[^\n]{0,40}/u, "makes nothing bold. Bold begins and ends with **"],
  [
    /(?<![\p{L}\p{N}*])\*[^\s*][^*\n]{0,60}\s\*|(?<!\S)\*\s[^*\n]{1,60}[^\s*]\*/u,
    "makes nothing italic. Italic begins and ends with one star, without blanks inside",
  ],
  [/~~[^~\n]{1,60}~~/, "strikes nothing through. Mail programs show it as typed"],
  [/```|`[^`\n]{1,60}`/, "is shown as typed, because messages have no code marks"],
  [/<\/?[a-z][a-z0-9]{0,15}(?:\s[^<>\n]{0,80})?\/?>/i, "is shown as typed, because the message is not HTML"],
  [/^#{1,6}[^\s#\d][^\n]{0,40}/, "is no heading. Put a blank behind #"],
  [/^#{1,6}$/, "is an empty heading"],
  [/^[-+][\p{L}*][^\n]{0,40}/u, "is no list item. Put a blank behind the mark"],
  [/^\d{1,3}[.)]\p{L}[^\n]{0,40}/u, "is no numbered item. Put a blank behind the number"],
  [/^={3,}$/, "underlines no heading. Begin the line above with # "],
  [/^\|[^\n]{0,80}\|$/, "is no table. Mail programs show it as typed"],
];

/** Returns the marks that did nothing, each with its line, because an author sees them only in a reader's mailbox. */
export function deadMarks({ blocks }: Markup, most = 20): DeadMark[] {
  const found: DeadMark[] = [];
  for (const { text, line } of linesOf(blocks)) {
    let rest = text;
    for (const [pattern, advice] of kinds) {
      const typed = pattern.exec(rest)?.[0];
      if (typed === undefined) continue;
      found.push({ line, typed: typed.replaceAll("\u200b", ""), advice });
      rest = rest.replace(typed, " ");
    }
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

/** Typed text that no mark took, joined by line. */
function* linesOf(blocks: Markup["blocks"]): Generator<{ text: string; line: number }> {
  let line = 0;
  let text = "";
  for (const node of inlinesOf(blocks)) {
    // A space of no meaning keeps two sides of a link or an escaped mark apart.
    if (node.type !== "text" || node.escaped) {
      if (text && node.type !== "break") text += "\u200b";
      continue;
    }
    if (node.line !== line) {
      if (text) yield { text, line };
      ({ line } = node);
      text = "";
    }
    text += node.text;
  }
  if (text) yield { text, line };
}
