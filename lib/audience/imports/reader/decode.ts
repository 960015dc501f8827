import { isAscii, isUtf8 } from "node:buffer";
import { type ByteSource, blocksOf } from "./blocks.ts";
import type { Encoding } from "./encodings.ts";
import { refusedKind } from "./file-kind.ts";
import { guessLegacy } from "./guess-legacy.ts";
import { ImportRefused } from "./import-refused.ts";
import { limits } from "./limits.ts";

/** Remark about the file for the import's report, though nothing was refused for it. */
export type Note = { code: string; message: string };

export type OpenedText = {
  encoding: Encoding;
  notes: Note[];
  /** Decoded start of the file, without a byte order mark. The first of `pieces` is this same text. */
  head: string;
  /** True when the head is the whole file. */
  complete: boolean;
  /** Bytes of the source read up to the end of each piece. */
  pieces: AsyncGenerator<{ text: string; bytesRead: number }, void, undefined>;
  /** Releases the source; required when `pieces` is not read to its end. */
  close(): Promise<void>;
};

/**
 * Opens a byte stream as text. Detects the encoding from the first 256 KB and decodes in pieces of
 * 64 to 256 KB, whatever the source's chunks. Bytes invalid in that encoding become U+FFFD, see
 * `hasUnreadable`.
 * @throws ImportRefused for an empty file and for anything that is not text.
 */
export async function openText(
  source: ByteSource,
  options: { encoding?: Encoding | undefined; signal?: AbortSignal | undefined } = {},
): Promise<OpenedText> {
  const blocks = blocksOf(source, limits.head, options.signal);
  try {
    const first = await blocks.next();
    if (first.done || first.value.bytes.length === 0) throw new ImportRefused("empty", "This file is empty.");

    const { bytes, last } = first.value;
    const { encoding, notes, odd } = tellEncoding(bytes, last, options.encoding);
    const decode = decoder(encoding, odd);
    const head = decode(bytes, last);
    if (head === "") throw new ImportRefused("empty", "This file is empty.");
    return {
      encoding,
      notes,
      head,
      complete: last,
      pieces: pieces(head, bytes.length, last, blocks, decode),
      close: async () => void (await blocks.return()),
    };
  } catch (error) {
    await blocks.return();
    throw error;
  }
}

async function* pieces(
  head: string,
  headBytes: number,
  complete: boolean,
  blocks: ReturnType<typeof blocksOf>,
  decode: (bytes: Buffer, last: boolean) => string,
): OpenedText["pieces"] {
  let bytesRead = headBytes;
  yield { text: head, bytesRead };
  if (complete) return;
  for await (const block of blocks) {
    bytesRead += block.bytes.length;
    yield { text: decode(block.bytes, block.last), bytesRead };
  }
}

/** Returns whether text holds unreadable characters: bytes that did not decode, or NUL. */
export function hasUnreadable(text: string): boolean {
  return text.includes("\ufffd") || text.includes("\0");
}

function tellEncoding(head: Buffer, complete: boolean, chosen: Encoding | undefined) {
  const kind = refusedKind(head);
  if (kind) throw new ImportRefused(kind.code, kind.message);

  if (head[0] === 0xff && head[1] === 0xfe) return told("utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) return told("utf-16be");
  if (chosen) return told(chosen);
  const utf16 = utf16ByZeros(head);
  if (utf16) return told(utf16);
  if (isBinary(head)) {
    throw new ImportRefused("not_text", "This is not a text file. Save the list as CSV and try again.");
  }

  const whole = complete ? head : head.subarray(0, head.length - openUtf8(head));
  // Rows that were typed into an older program stand among the others: each is read by its own encoding.
  if (isUtf8(whole)) return told("utf-8", undefined, "by its lines");
  const { intact, sequences, broken } = linesBeyondAscii(whole);
  const odd = guessLegacy(broken);
  const brokenBytes = broken.reduce((sum, line) => sum + beyondAscii(line), 0);
  if (intact > broken.length || sequences > 4 * brokenBytes)
    return told(
      "utf-8",
      {
        code: "mixed",
        message:
          "Most of the file is UTF-8. Rows that are not are read as older text. Check the accents in names.",
      },
      odd.encoding,
    );
  return told(odd.encoding, {
    code: "encoding",
    message: `The file is not UTF-8, so it was read as ${odd.name}. Check the accents in names.`,
  });
}

/** Returns whether a head is no text: text has next to no control characters, and a stray NUL costs its row only. */
function isBinary(head: Buffer): boolean {
  if (!head.includes(0)) return false;
  let controls = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  return controls * 40 > head.length;
}

/** Lines with bytes beyond ASCII: how many are UTF-8, and those that are not, as many as tell an encoding. */
function linesBeyondAscii(head: Buffer): { intact: number; sequences: number; broken: Buffer[] } {
  let intact = 0;
  let sequences = 0;
  const broken: Buffer[] = [];
  for (let from = 0; from < head.length; ) {
    const found = head.indexOf(0x0a, from);
    const end = found < 0 ? head.length : found + 1;
    const line = head.subarray(from, end);
    from = end;
    if (isAscii(line)) continue;
    if (isUtf8(line)) {
      intact++;
      sequences += beyondAscii(line) / 2;
    } else broken.push(line);
  }
  return { intact, sequences, broken };
}

function beyondAscii(line: Buffer): number {
  let count = 0;
  for (const byte of line) if (byte > 0x7f) count++;
  return count;
}

function told(
  encoding: Encoding,
  note?: Note,
  odd?: OddLines,
): { encoding: Encoding; notes: Note[]; odd: OddLines | undefined } {
  return { encoding, notes: note ? [note] : [], odd };
}

// In UTF-16, delimiters, digits and Latin letters have a zero byte in each unit, always on the same side.
function utf16ByZeros(head: Buffer): "utf-16le" | "utf-16be" | null {
  const size = Math.min(head.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < size; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const pairs = size / 2;
  if (odd > pairs * 0.3 && even * 10 < odd) return "utf-16le";
  if (even > pairs * 0.3 && odd * 10 < even) return "utf-16be";
  return null;
}

/** Encoding of the lines that are no UTF-8, or where the head has none, that the first of them tells. */
type OddLines = Encoding | "by its lines";

/** Longest line that is held until its end is here. */
const longestHeld = 1024 * 1024;

/** Returns the decoder of a file. `odd` is the encoding of the lines that are no UTF-8; without it, they are unreadable. */
function decoder(encoding: Encoding, odd: OddLines | undefined): (bytes: Buffer, last: boolean) => string {
  if (encoding !== "utf-8") {
    const text = new TextDecoder(encoding);
    return (bytes, last) => text.decode(bytes, { stream: !last });
  }

  let older = odd === "by its lines" ? undefined : odd;
  let open = Buffer.alloc(0);
  let first = true;
  return (bytes, last) => {
    let whole = open.length > 0 ? Buffer.concat([open, bytes]) : bytes;
    if (first && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf) whole = whole.subarray(3);
    first = false;
    const tail = last ? 0 : openUtf8(whole);
    const now = tail > 0 ? whole.subarray(0, whole.length - tail) : whole;
    // ASCII decodes to one byte a character, which halves the memory and about doubles the scanning speed.
    const ascii = isAscii(now);
    if (ascii || !odd || isUtf8(now)) {
      open = Buffer.from(whole.subarray(whole.length - tail));
      return ascii ? now.toString("latin1") : now.toString("utf8");
    }
    const lineEnd = last ? whole.length : whole.lastIndexOf(0x0a) + 1;
    const read = lineEnd > 0 ? lineEnd : whole.length < longestHeld ? 0 : whole.length;
    open = Buffer.from(whole.subarray(read));
    older ??= guessLegacy(linesBeyondAscii(whole.subarray(0, read)).broken).encoding;
    return linesOf(whole.subarray(0, read), older);
  };
}

/** Decodes each line by itself, so that one older row spoils no other. */
function linesOf(bytes: Buffer, odd: Encoding): string {
  const older = new TextDecoder(odd);
  let text = "";
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(0x0a, from);
    const end = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(from, end);
    text += isUtf8(line) ? line.toString("utf8") : older.decode(line);
    from = end;
  }
  return text;
}

/** Returns the number of bytes (0 to 3) at the end that begin a UTF-8 sequence without ending it. */
function openUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
