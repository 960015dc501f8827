import { linkProblem } from "./link-problem.ts";
import { inlinesOf, type Markup } from "./tree.ts";

export type BadLink = { href: string; line: number; problem: string };

/** Returns the links that no mail program would open, and those that the reader could not read, in order. */
export function badLinksOf({ blocks }: Markup): BadLink[] {
  const bad: BadLink[] = [];
  let target: { typed: string; line: number } | null = null;
  let skip = false;
  for (const node of inlinesOf(blocks)) {
    if (node.type === "link") {
      if (target && node.bare) {
        target.typed += node.href;
        skip = true;
        continue;
      }
      const problem = linkProblem(node.href);
      if (problem) bad.push({ href: node.href, line: node.line, problem });
    }
    if (node.type !== "text") {
      target = null;
      skip = false;
      continue;
    }
    if (skip) {
      skip = false;
      continue;
    }
    let rest = node.text;
    while (rest !== "") {
      if (target === null) {
        const open = rest.indexOf("](");
        if (open < 0 || node.escaped) break;
        target = { typed: "", line: node.line };
        rest = rest.slice(open + 2);
      }
      const end: number = rest.indexOf(")");
      target.typed += end < 0 ? rest : rest.slice(0, end);
      if (end < 0) break;
      bad.push({ href: target.typed.trim(), line: target.line, problem: unread });
      target = null;
      rest = rest.slice(end + 1);
    }
  }
  return bad;
}

const unread = "could not be read. Write an address with blanks in angle brackets: [words](<https://…>)";
