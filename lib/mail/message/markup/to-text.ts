import { markUrlFields } from "../merge.ts";
import { type Block, type Inline, type Markup, wordsOf } from "./tree.ts";

/**
 * Returns the plain text of a message's markup. Links are written as words and address, and merge fields in an
 * address are marked to be percent-encoded.
 */
export const markupToText = ({ blocks }: Markup): string => join(blocks);

const join = (blocks: Block[]) => blocks.map(block).join("\n\n");

function block(node: Block): string {
  switch (node.type) {
    case "rule":
      return "---";
    case "quote":
      return join(node.blocks)
        .split("\n")
        .map((line) => (line === "" ? ">" : `> ${line}`))
        .join("\n");
    case "list": {
      const loose = node.items.some((item) => item.filter(({ type }) => type === "paragraph").length > 1);
      return node.items
        .map((item, at) => itemOf(item, node.start === null ? "- " : `${node.start + at}. `))
        .join(loose ? "\n\n" : "\n");
    }
    default:
      return inline(node.children);
  }
}

function itemOf(blocks: Block[], mark: string): string {
  const tight = blocks.filter(({ type }) => type === "paragraph").length <= 1;
  const lines = blocks
    .map(block)
    .join(tight ? "\n" : "\n\n")
    .split("\n");
  const indent = " ".repeat(mark.length);
  return lines.map((line, at) => (at === 0 ? mark : line === "" ? "" : indent) + line).join("\n");
}

function inline(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.type) {
        case "text":
          return node.text;
        case "break":
          return "\n";
        case "image":
          return node.alt.trim() ? `[${node.alt}]` : "";
        case "link":
          return link(node.href, inline(node.children), wordsOf(node.children));
        default:
          return inline(node.children);
      }
    })
    .join("");
}

function link(href: string, words: string, label: string): string {
  const address = href.replace(/^(?:mailto|tel):/i, "");
  const shown = markUrlFields(/^mailto:/i.test(href) ? (address.split("?")[0] ?? "") : address);
  if (label.trim() === "") return words.trim() ? `${words}: ${shown}` : shown;
  // A typed address is its own label; "www." was given its scheme by the reader.
  if ([href, address, href.replace(/^http:\/\//i, "")].includes(label))
    return /^(?:mailto|tel):/i.test(label) ? shown : markUrlFields(label);
  return `${words}: ${shown}`;
}
