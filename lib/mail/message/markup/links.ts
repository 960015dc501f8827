import { inlinesOf, type Link, type Markup } from "./tree.ts";

export const linksOf = ({ blocks }: Markup): Link[] =>
  [...inlinesOf(blocks)].filter((node) => node.type === "link");
