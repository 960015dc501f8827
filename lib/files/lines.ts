/**
 * Says that a line is longer than any this product writes, so that an attacker cannot fill the reader's
 * memory.
 */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

export type Line = {
  /** Without its line break. */
  bytes: Buffer;
  /** From 1. */
  number: number;
  /** True when a line break ended it, which is so for the last line of a whole file too. */
  ended: boolean;
};

const limit = 8 * 1024 * 1024;
const newline = 0x0a;

/** Yields the lines of a stream one at a time, whatever pieces it comes in. @throws LineTooLong over 8 MB. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  let held: Buffer[] = [];
  let size = 0;
  let number = 0;
  for await (const piece of source) {
    let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      const bytes = Buffer.concat([...held, rest.subarray(0, at)]);
      held = [];
      size = 0;
      rest = rest.subarray(at + 1);
      yield { bytes, number: ++number, ended: true };
    }
    if (rest.length === 0) continue;
    held.push(rest);
    size += rest.length;
    if (size > limit) throw new LineTooLong();
  }
  if (size > 0) yield { bytes: Buffer.concat(held), number: ++number, ended: false };
}
