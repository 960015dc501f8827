import { cutText } from "#lib/core/cut-text.ts";

/**
 * Returns what a sanitiser drops outside of elements: conditional comments with the namespaced elements (VML) in them, the
 * marks of revealed ones, and processing instructions. A comment of the author's own is no loss. Scans once.
 */
export function droppedMarkup(source: string): Set<string> {
  const dropped = new Set<string>();
  let at = source.indexOf("<");
  while (at >= 0) {
    at = source.startsWith("<!--", at) ? inComment(source, at, dropped) : inTag(source, at, dropped);
    at = source.indexOf("<", at);
  }
  return dropped;
}

function inComment(source: string, at: number, dropped: Set<string>): number {
  const end = source.indexOf("-->", at + 2);
  const comment = source.slice(at + 4, end < 0 ? undefined : end);
  if (/^\s{0,20}\[if\b/i.test(comment)) {
    dropped.add("<!--[if …]>");
    for (const [, name] of comment.matchAll(/<([a-z][a-z0-9]{0,20}:[a-z][a-z0-9]{0,40})/gi))
      dropped.add(`<${name?.toLowerCase()}>`);
  }
  return end < 0 ? source.length : end + 3;
}

function inTag(source: string, at: number, dropped: Set<string>): number {
  const start = source.slice(at, at + 40);
  if (/^<!\[(?:if|endif)\b/i.test(start)) dropped.add("<![if …]>");
  if (start.startsWith("<?")) dropped.add(`${/^<\?[\w:]*/.exec(start)?.[0]} …?>`);
  return at + 1;
}

/** Returns an attribute that was dropped for where it leads, short enough to be read: `<img src="data:image/png;base…">`. */
export function droppedAttribute(tagName: string, name: string, value: string): string {
  const shown = value.length > 30 ? `${cutText(value, 29)}…` : value;
  return `<${tagName} ${name}="${shown.replaceAll(/\s+/g, " ")}">`;
}
