import { parseMarkup } from "./markup/parse.ts";
import { markupToHtml } from "./markup/to-html.ts";
import { markupToText } from "./markup/to-text.ts";
import { type MessageTooBig, markupProblem, tooDeep } from "./message-size.ts";

/** Returns HTML for a message written in the product's markup. */
export const plainToHtml = (text: string): string => markupToHtml(parseMarkup(text));

/** Returns the plain-text part of the same message, without marks. */
export const plainToText = (text: string): string => markupToText(parseMarkup(text));

/** Returns why a message written in markup is too large to be composed, or null when it is not. */
export function plainProblem(text: string): MessageTooBig | null {
  const markup = parseMarkup(text);
  return markup.tooDeep ? tooDeep() : markupProblem(markupToHtml(markup));
}
