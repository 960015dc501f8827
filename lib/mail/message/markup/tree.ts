/** The tree of a message's markup, from which HTML part, text part and check are made. Lines count from 1. */
export type Markup = {
  blocks: Block[];
  /** True when the author nested quotes and lists deeper than the reader follows, so that words are missing. */
  tooDeep: boolean;
};

export type Block =
  | { type: "heading"; level: 1 | 2 | 3; children: Inline[] }
  | { type: "paragraph"; children: Inline[] }
  | { type: "list"; start: number | null; items: Block[][] }
  | { type: "quote"; blocks: Block[] }
  | { type: "rule" };

export type Inline =
  /** `escaped` text stood behind a backslash, so that it is no mark by intention. */
  | { type: "text"; text: string; line: number; escaped: boolean }
  | { type: "break" }
  | { type: "strong" | "emphasis"; children: Inline[] }
  | Link
  | Image;

/** `bare` when the address itself was typed, without a label. */
export type Link = {
  type: "link";
  href: string;
  title: string;
  bare: boolean;
  line: number;
  children: Inline[];
};

export type Image = { type: "image"; src: string; alt: string; title: string; line: number };

/** Yields every inline node, parents before children. */
export function* inlinesOf(blocks: Block[]): Generator<Inline> {
  for (const block of blocks) {
    if (block.type === "quote") yield* inlinesOf(block.blocks);
    else if (block.type === "list") for (const item of block.items) yield* inlinesOf(item);
    else if (block.type !== "rule") yield* withChildren(block.children);
  }
}

/** Returns the words of inline nodes without their marks. */
export function wordsOf(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.text;
      if (node.type === "break") return "\n";
      return node.type === "image" ? node.alt : wordsOf(node.children);
    })
    .join("");
}

function* withChildren(nodes: Inline[]): Generator<Inline> {
  for (const node of nodes) {
    yield node;
    if ("children" in node) yield* withChildren(node.children);
  }
}
