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
  return `“${plain.replace(/(?<=\S)[.:/@](?=\S)/g, (mark) => `${mark}\u200b`)}”`;
}
