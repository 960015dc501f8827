import { pageFrame } from "./html.ts";
import { escapeHtml, fillFixed, mergeValue, parseTemplate, type Template } from "./merge.ts";
import { MessageTooBig } from "./message-size.ts";
import type { MessageSource } from "./message-source.ts";
import { parts } from "./parts.ts";

/**
 * Returns what one recipient would see of a message, for its author. Unlike compileMessage, it accepts an
 * unfinished message and leaves missing parts empty. A message beyond `most` shows that error in its place,
 * and `problem` repeats it.
 * The HTML is sanitised; show it in a frame without scripts all the same.
 */
export function previewMessage(source: MessageSource, values: Record<string, string>) {
  const fixed = { postal_address: source.postalAddress.trim(), sender_name: source.senderName.trim() };
  const fill = (template: Template) =>
    fillFixed(template, fixed)
      .map((part) => (typeof part === "string" ? part : mergeValue(part, values)))
      .join("");
  const subject = fill(parseTemplate(source.subject, "text"));
  try {
    const { text, html } = parts(source);
    return { subject, text: fill(text), html: fill(html), problem: null };
  } catch (error) {
    if (!(error instanceof MessageTooBig)) throw error;
    const problem = error.message;
    return {
      subject,
      text: problem,
      html: pageFrame(`<p>${escapeHtml(problem)}</p>`, { title: "" }),
      problem,
    };
  }
}
