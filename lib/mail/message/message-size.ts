/**
 * Limits the size of a message, `markup` in characters. A rich newsletter's layout has some hundred elements,
 * thirty deep, and Gmail cuts off after 102 kB. A larger message would cost every preview, check and copy
 * seconds.
 */
export const most = { elements: 5000, depth: 200, markup: 500_000 } as const;

/** Gmail cuts a message off behind this many bytes of its HTML part. */
export const gmailClips = 102_400;

/** Says that a message is beyond `most`. `message` is for its author. */
export class MessageTooBig extends Error {
  override readonly name = "MessageTooBig";
}

export const tooLong = () =>
  new MessageTooBig("The message is too long. Shorten it, and link to the rest on a page of yours.");
export const tooManyElements = () =>
  new MessageTooBig(
    `The message has more than ${most.elements.toLocaleString("en")} paragraphs, list items and links. Shorten it, and link to the rest on a page of yours.`,
  );
export const tooDeep = () =>
  new MessageTooBig(
    `The message's elements are nested more than ${most.depth} deep. Paste its text without the layout around it.`,
  );

/** Returns why HTML made of plain text is too large, without parsing it, or null when it is not. */
export function markupProblem(html: string): MessageTooBig | null {
  if (html.length > most.markup) return tooLong();
  let elements = 0;
  for (const _ of html.matchAll(/<[a-z]/g)) if (++elements > most.elements) return tooManyElements();
  return null;
}
