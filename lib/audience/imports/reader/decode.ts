import { isAscii, isUtf8 } from "node:buffer";
import { type ByteSource, blocksOf } from "./blocks.ts";
import { refusedKind } from "./file-kind.ts";
import { ImportRefused } from "./import-refused.ts";
import { limits } from "./limits.ts";

/** Encodings of import files. The first four are detected; the user chooses among the others. */
export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "iso-8859-2",
  "iso-8859-15",
  "macintosh",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "gb18030",
  "big5",
] as const;
export type Encoding = (typeof encodings)[number];

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
    const { encoding, notes } = tellEncoding(bytes, last, options.encoding);
    const decode = decoder(encoding);
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
  if (head.includes(0)) {
    throw new ImportRefused("not_text", "This is not a text file. Save the list as CSV and try again.");
  }

  const whole = complete ? head : head.subarray(0, head.length - openUtf8(head));
  if (isUtf8(whole)) return told("utf-8");

  // A UTF-8 file with a few broken rows has far more intact sequences than broken ones; text of an
  // older encoding has next to none. The first loses those rows. The second is read in the encoding
  // Windows used to save CSV in.
  const { intact, broken } = sequencesIn(whole.toString("utf8"));
  if (intact > 4 * broken) return told("utf-8");
  return told("windows-1252", {
    code: "encoding",
    message:
      "The file is not UTF-8, so it was read as Windows-1252 (Western European). Check the accents in names.",
  });
}

/** Counts without a list of matches, which could hold a quarter of a million. */
function sequencesIn(text: string) {
  let intact = 0;
  let broken = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken++;
    else if (code > 0x7f && (code < 0xdc00 || code > 0xdfff)) intact++;
  }
  return { intact, broken };
}

function told(encoding: Encoding, note?: Note): { encoding: Encoding; notes: Note[] } {
  return { encoding, notes: note ? [note] : [] };
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

function decoder(encoding: Encoding): (bytes: Buffer, last: boolean) => string {
  if (encoding !== "utf-8") {
    const text = new TextDecoder(encoding);
    return (bytes, last) => text.decode(bytes, { stream: !last });
  }

  let open = Buffer.alloc(0);
  let first = true;
  return (bytes, last) => {
    let whole = open.length > 0 ? Buffer.concat([open, bytes]) : bytes;
    if (first && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf) whole = whole.subarray(3);
    first = false;
    const tail = last ? 0 : openUtf8(whole);
    open = Buffer.from(whole.subarray(whole.length - tail));
    if (tail > 0) whole = whole.subarray(0, whole.length - tail);
    // ASCII decodes to one byte a character, which halves the memory and about doubles the scanning speed.
    return isAscii(whole) ? whole.toString("latin1") : whole.toString("utf8");
  };
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
