import { escapeHtml, markUrlFields } from "../merge.ts";
import type { Block, Inline, Markup } from "./tree.ts";

/** Returns the HTML of a message's markup, in the product's look. */
export const markupToHtml = ({ blocks }: Markup): string => blocks.map(block).join("\n");

const sizes = { 1: 26, 2: 20, 3: 17 } as const;

function block(node: Block): string {
  switch (node.type) {
    case "heading": {
      const style = `margin:0 0 16px;font-size:${sizes[node.level]}px;line-height:1.25;font-weight:650;color:#1c1b19`;
      return `<h${node.level} style="${style}">${inline(node.children)}</h${node.level}>`;
    }
    case "rule":
      return '<hr style="border:0;border-top:1px solid #e5e1d8;margin:24px 0">';
    case "quote":
      return `<blockquote class="quiet" style="margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #e5e1d8;color:#6b675f">${node.blocks.map(block).join("\n")}</blockquote>`;
    case "list": {
      const [name, start] =
        node.start === null ? ["ul", ""] : ["ol", node.start === 1 ? "" : ` start="${node.start}"`];
      const items = node.items.map((item) => `<li style="margin:0 0 6px">${itemOf(item)}</li>`).join("");
      return `<${name}${start} style="margin:0 0 16px;padding-left:22px">${items}</${name}>`;
    }
    case "paragraph":
      return `<p style="margin:0 0 16px">${inline(node.children)}</p>`;
  }
}

// The first words of an item stand beside its mark.
const itemOf = (blocks: Block[]) =>
  blocks
    .map((node, at) => (at === 0 && node.type === "paragraph" ? inline(node.children) : block(node)))
    .join("\n");

const inline = (nodes: Inline[]): string => nodes.map(one).join("");

function one(node: Inline): string {
  switch (node.type) {
    case "text":
      return escapeHtml(node.text);
    case "break":
      return "<br>";
    case "strong":
      return `<strong>${inline(node.children)}</strong>`;
    case "emphasis":
      return `<em>${inline(node.children)}</em>`;
    case "link":
      return `<a href="${escapeHtml(node.href)}"${titleOf(node.title)}>${node.bare ? markUrlFields(inline(node.children)) : inline(node.children)}</a>`;
    case "image":
      return `<img src="${escapeHtml(node.src)}" alt="${escapeHtml(node.alt)}"${titleOf(node.title)} style="max-width:100%;height:auto;border:0">`;
  }
}

const titleOf = (title: string) => (title ? ` title="${escapeHtml(title)}"` : "");
