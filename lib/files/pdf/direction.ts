import makeBidi from "bidi-js";

const bidi = makeBidi();

/** A piece of a line as it is drawn from left to right: its text in the order of reading, and whether it reads leftwards. */
export type Piece = { text: string; leftwards: boolean };

/** Returns the embedding levels of a paragraph's letters (UAX 9), and whether it begins at the right. */
export function directionsOf(paragraph: string) {
  const embedding = bidi.getEmbeddingLevels(paragraph);
  return { embedding, fromRight: (embedding.paragraphs[0]?.level ?? 0) % 2 === 1 };
}

/** Returns the words of a line from left to right. `from` and `to` bound the line within its paragraph. */
export function piecesOf(
  paragraph: string,
  { embedding }: ReturnType<typeof directionsOf>,
  from: number,
  to: number,
): Piece[] {
  const order = Array.from({ length: to - from }, (_, at) => from + at);
  for (const [start = 0, end = 0] of bidi.getReorderSegments(paragraph, embedding, from, to - 1)) {
    const turned = order.slice(start - from, end - from + 1).reverse();
    order.splice(start - from, turned.length, ...turned);
  }
  const mirrored = bidi.getMirroredCharactersMap(paragraph, embedding as never, from, to - 1);
  const groups: { leftwards: boolean; at: number[] }[] = [];
  for (const at of order) {
    const leftwards = (embedding.levels[at] ?? 0) % 2 === 1;
    const last = groups.at(-1);
    if (last && last.leftwards === leftwards) last.at.push(at);
    else groups.push({ leftwards, at: [at] });
  }
  return groups.flatMap(({ leftwards, at }) => {
    const reading = leftwards ? at.toReversed() : at;
    const text = reading.map((each) => mirrored.get(each) ?? paragraph[each] ?? "").join("");
    const words = text.match(/\s+|\S+/g) ?? [];
    return (leftwards ? words.toReversed() : words).map((word) => ({ text: word, leftwards }));
  });
}
