const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * Returns the beginning of a text, at most `max` UTF-16 units long, without half a character. Letters with their marks,
 * flags and joined emoji stay whole (UAX 29), unless one alone is longer than `max`.
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  // No character that people write is longer than the piece behind the cut.
  const start = graphemes.segment(text.slice(0, max + 64)).containing(max)?.index ?? max;
  if (start > 0) return text.slice(0, start);
  const lead = text.charCodeAt(max - 1);
  return text.slice(0, lead >= 0xd800 && lead <= 0xdbff ? max - 1 : max);
}
