/** Dots, colons, slashes and at signs of every width and script, between two letters. */
const marks =
  /(?<=\S)[.:/@\u2024\u3002\uff0e\uff61\u06d4\ua4f8\uff1a\ufe55\uff0f\u2044\u2215\uff20\ufe6b](?=\S)/gu;

/**
 * Returns a person's own words for a mail of the product, in quotation marks. Mail readers make links of what looks like an
 * address, so a character without width parts it: the product's mail leads nowhere but to the product.
 */
export function quotedWords(text: string): string {
  const plain = text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n]/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return `“${plain.replace(marks, (mark) => `${mark}\u200b`)}”`;
}
