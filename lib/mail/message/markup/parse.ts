import type { Token } from "markdown-it";
import { isOwnLink } from "../own-link.ts";
import { mailAddress } from "./bare-address.ts";
import { hideMergeTags } from "./merge-marks.ts";
import { deepest, reader } from "./reader.ts";
import type { Block, Inline, Markup } from "./tree.ts";

/**
 * Reads a message written in the product's markup: CommonMark's paragraphs, headings, lists, quotes, rules,
 * emphasis, links and images, GFM's bare addresses, and merge tags as they are.
 */
export function parseMarkup(source: string): Markup {
  if (last.source !== source) last = { source, markup: parse(source) };
  return last.markup;
}

// HTML part, text part and check ask for the same message one after another.
let last: { source: string; markup: Markup } = { source: "", markup: { blocks: [], tooDeep: false } };

function parse(source: string): Markup {
  const { hidden, show } = hideMergeTags(source.replace(/\r\n?/g, "\n"));
  const tokens = reader.parse(hidden, {});
  const walk = { tokens, at: 0, show };
  const blocks = blocksOf(walk, null);
  return { blocks, tooDeep: tokens.some(({ level }) => level >= deepest - 1) };
}

type Walk = { tokens: Token[]; at: number; show: (text: string) => string };

function blocksOf(walk: Walk, end: string | null): Block[] {
  const blocks: Block[] = [];
  while (walk.at < walk.tokens.length) {
    const token = walk.tokens[walk.at++] as Token;
    if (token.type === end) break;
    if (token.type === "hr") blocks.push({ type: "rule" });
    else if (token.type === "blockquote_open")
      blocks.push({ type: "quote", blocks: blocksOf(walk, "blockquote_close") });
    else if (token.type === "bullet_list_open") blocks.push(listOf(walk, null, "bullet_list_close"));
    else if (token.type === "ordered_list_open")
      blocks.push(listOf(walk, Number(token.attrGet("start") ?? 1), "ordered_list_close"));
    else if (token.type === "inline") {
      const children = inlines(token, walk.show);
      const level = Math.min(3, Number(/^h(\d)$/.exec(walk.tokens[walk.at - 2]?.tag ?? "")?.[1] ?? 0));
      if (level > 0 && children.length > 0)
        blocks.push({ type: "heading", level: level as 1 | 2 | 3, children });
      else if (level === 0) blocks.push({ type: "paragraph", children });
      else
        blocks.push({ type: "paragraph", children: [plain(walk.tokens[walk.at - 2]?.markup ?? "", token)] });
    }
  }
  return blocks;
}

function listOf(walk: Walk, start: number | null, end: string): Block {
  const items: Block[][] = [];
  while (walk.at < walk.tokens.length) {
    const token = walk.tokens[walk.at++] as Token;
    if (token.type === end) break;
    if (token.type === "list_item_open") items.push(blocksOf(walk, "list_item_close"));
  }
  return { type: "list", start, items };
}

const plain = (text: string, token: Token): Inline => ({
  type: "text",
  text,
  line: (token.map?.[0] ?? 0) + 1,
  escaped: false,
});

function inlines(token: Token, show: (text: string) => string): Inline[] {
  const root: Inline[] = [];
  const open: { children: Inline[] }[] = [{ children: root }];
  let line = (token.map?.[0] ?? 0) + 1;
  let links = 0;
  const add = (...nodes: Inline[]) => open.at(-1)?.children.push(...nodes);
  const enter = (node: Inline & { children: Inline[] }) => {
    add(node);
    open.push(node);
  };
  const attribute = (part: Token, name: string) => show(String(part.attrGet(name) ?? ""));
  for (const part of joined(token.children ?? [])) {
    if (part.type === "text")
      add(...(links > 0 ? [text(show(part.content), line)] : withLinks(part.content, line, show)));
    else if (part.type === "text_special") add({ ...text(show(part.content), line), escaped: true });
    else if (part.type === "softbreak" || part.type === "hardbreak") {
      add({ type: "break" });
      line++;
    } else if (part.type === "strong_open") enter({ type: "strong", children: [] });
    else if (part.type === "em_open") enter({ type: "emphasis", children: [] });
    else if (part.type === "link_open") {
      links++;
      const bare = part.markup === "bare" || part.markup === "autolink";
      const [href, title] = [attribute(part, "href"), attribute(part, "title")];
      enter({ type: "link", href, title, bare, line, children: [] });
    } else if (part.type === "image") {
      const alt = wordsOfTokens(part.children ?? []);
      add({
        type: "image",
        src: attribute(part, "src"),
        alt: show(alt),
        title: attribute(part, "title"),
        line,
      });
    } else if (part.nesting === -1) {
      if (part.type === "link_close") links--;
      open.pop();
    }
  }
  return root;
}

const text = (words: string, line: number) => ({ type: "text" as const, text: words, line, escaped: false });

// The reader leaves a mark that did nothing as a text of its own.
function joined(tokens: Token[]): Token[] {
  const result: Token[] = [];
  let run: string[] = [];
  let first: Token | null = null;
  const close = () => {
    if (first) first.content = run.join("");
    first = null;
    run = [];
  };
  for (const token of tokens) {
    if (token.type !== "text") {
      close();
      result.push(token);
      continue;
    }
    if (token.content === "") continue;
    if (!first) {
      first = token;
      result.push(token);
    }
    run.push(token.content);
  }
  close();
  return result;
}

const wordsOfTokens = (tokens: Token[]): string =>
  tokens
    .map(({ type, content, children }) =>
      type === "softbreak" || type === "hardbreak" ? " " : children ? wordsOfTokens(children) : content,
    )
    .join("");

/** Makes links of mail addresses, and of an unsubscribe link that stands alone. */
function withLinks(content: string, line: number, show: (text: string) => string): Inline[] {
  const nodes: Inline[] = [];
  let end = 0;
  const put = (to: number) => {
    if (to > end) nodes.push(text(show(content.slice(end, to)), line));
  };
  for (const { 0: found, index } of content.matchAll(linked)) {
    const shown = show(found);
    const mail = !found.startsWith("\ufdd0");
    if (!mail && !isOwnLink(shown)) continue;
    put(index);
    end = index + found.length;
    const href = mail ? `mailto:${found}` : shown;
    nodes.push({ type: "link", href, title: "", bare: true, line, children: [text(shown, line)] });
  }
  put(content.length);
  return nodes;
}

const linked = new RegExp(`${mailAddress.source}|\\ufdd0\\d{1,7}\\ufdd1`, "g");
