import { parts } from "./compose.ts";
import { fillFixed, mergeValue, parseTemplate, type Template } from "./merge.ts";
import type { MessageSource } from "./message-source.ts";

/**
 * What one reader would see of a message, for its author. Unlike compileMessage it takes an unfinished one: what is missing is empty.
 * The HTML is sanitised; show it in a frame without scripts all the same.
 */
export function previewMessage(source: MessageSource, values: Record<string, string>) {
  const fixed = { postal_address: source.postalAddress.trim(), sender_name: source.senderName.trim() };
  const fill = (template: Template) =>
    fillFixed(template, fixed)
      .map((part) => (typeof part === "string" ? part : mergeValue(part, values)))
      .join("");
  const { text, html } = parts(source);
  return { subject: fill(parseTemplate(source.subject, "text")), text: fill(text), html: fill(html) };
}
