import { escapeHtml } from "./merge.ts";

/**
 * Returns HTML for a message written as plain text. Understands paragraphs at blank lines, `#` and `##`
 * headings, `-` lists, `---` rules, **strong**, [links](https://…) and bare page addresses. All other text
 * stays as typed.
 */
export function plainToHtml(text: string): string {
  const blocks = text
    .replace(/\r\n?/g, "\n")
    .trim()
    .split(/\n\s*\n/);
  return blocks
    .filter((block) => block.trim() !== "")
    .map(blockToHtml)
    .join("\n");
}

/** Returns the plain-text part of the same message, with the marks of links and bold text written out. */
export function plainToText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\[([^\][\n]{1,300})\]\(((?:https?:\/\/|mailto:|\{\{)[^\s()]{1,1000})\)/g, "$1: $2")
    .replace(/\*\*([^*\n]{1,500})\*\*/g, "$1")
    .trim();
}

function blockToHtml(block: string): string {
  const lines = block.trim().split("\n");
  const heading = lines.length === 1 ? headingOf(lines[0] ?? "") : null;
  if (heading) {
    const { big, words } = heading;
    const style = `margin:0 0 16px;font-size:${big ? 26 : 20}px;line-height:1.25;font-weight:650;color:#1c1b19`;
    return `<h${big ? 1 : 2} style="${style}">${inline(words)}</h${big ? 1 : 2}>`;
  }
  if (lines.length === 1 && /^(?:-{3,}|\*{3,})$/.test(lines[0] ?? "")) {
    return '<hr style="border:0;border-top:1px solid #e5e1d8;margin:24px 0">';
  }
  if (lines.every((line) => /^\s*[-*]\s+\S/.test(line))) {
    const items = lines.map(
      (line) => `<li style="margin:0 0 6px">${inline(line.replace(/^\s*[-*]\s+/, ""))}</li>`,
    );
    return `<ul style="margin:0 0 16px;padding-left:22px">${items.join("")}</ul>`;
  }
  return `<p style="margin:0 0 16px">${lines.map(inline).join("<br>")}</p>`;
}

/** Returns the words of a line that is `#` or `##`, blanks and words, or null for any other line. */
function headingOf(line: string): { big: boolean; words: string } | null {
  const marks = /^#{1,2}(?=\s)/.exec(line)?.[0];
  if (!marks) return null;
  const words = line.slice(marks.length).trimStart();
  return words === "" || lineEnds.test(words) ? null : { big: marks === "#", words };
}

const lineEnds = /[\r\u2028\u2029]/;

const linked =
  /\[([^\][\n]{1,300})\]\(((?:https?:\/\/|mailto:|\{\{\s*unsubscribe_url)[^\s()<>"]{0,1000})\)|(https?:\/\/[^\s<>"]{1,1000}[^\s<>".,;:!?)])|\{\{\s*unsubscribe_url\s*\}\}/gi;

function inline(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(linked)) {
    html += emphasis(text.slice(end, match.index));
    end = match.index + match[0].length;
    const url = match[2] ?? match[3] ?? match[0];
    html += `<a href="${escapeHtml(url)}">${emphasis(match[1] ?? url)}</a>`;
  }
  return html + emphasis(text.slice(end));
}

function emphasis(text: string): string {
  return escapeHtml(text).replace(/\*\*([^*]{1,500})\*\*/g, "<strong>$1</strong>");
}
