import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

export type ZipFile = { name: string; bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> };
type Written = { name: Buffer; offset: number; crc: number; packed: number; size: number };

const unknown = 0xffffffff;

/**
 * A ZIP archive, made as it is read: nothing of it is kept, so that files of any size go in (APPNOTE 6.3.10: sizes behind each file, ZIP64
 * where `most` bytes are not enough, 4 GB). `at` is the time written on each file.
 */
export async function* zip(
  files: Iterable<ZipFile>,
  at: Date,
  most = unknown,
): AsyncGenerator<Buffer, void, undefined> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const file: Written = { name: Buffer.from(name), offset, crc: 0, packed: 0, size: 0 };
    const header = localHeader(file.name, at);
    yield header;
    for await (const piece of deflated(bytes, file)) {
      file.packed += piece.length;
      yield piece;
    }
    const sizes = descriptor(file, most);
    yield sizes;
    offset += header.length + file.packed + sizes.length;
    written.push(file);
  }
  const begins = offset;
  for (const file of written) {
    const record = centralRecord(file, at, most);
    yield record;
    offset += record.length;
  }
  yield endOfArchive(written.length, begins, offset - begins, most);
}

async function* deflated(bytes: ZipFile["bytes"], file: Written): AsyncGenerator<Buffer, void> {
  const deflate = createDeflateRaw();
  const fed = pipeline(counted(bytes, file), deflate);
  fed.catch(() => {}); // heard where the pieces come out
  yield* deflate;
  await fed;
}

async function* counted(bytes: ZipFile["bytes"], file: Written) {
  for await (const piece of bytes) {
    file.crc = crc32(piece, file.crc);
    file.size += piece.length;
    yield piece;
  }
}

const numbers = (...parts: [bytes: 2 | 4 | 8, value: number][]) => {
  const all = Buffer.alloc(parts.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of parts) {
    if (bytes === 8) all.writeBigUInt64LE(BigInt(value), at);
    else all.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return all;
};

// Bit 3: sizes follow the file. Bit 11: names are UTF-8.
const flags = 0x0808;
const deflate = 8;

function localHeader(name: Buffer, at: Date): Buffer {
  const head = numbers([4, 0x04034b50], [2, 20], [2, flags], [2, deflate], ...dosTime(at));
  return Buffer.concat([head, numbers([4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]), name]);
}

function descriptor({ crc, packed, size }: Written, most: number): Buffer {
  const wide = packed >= most || size >= most ? 8 : 4;
  return numbers([4, 0x08074b50], [4, crc], [wide, packed], [wide, size]);
}

function centralRecord({ name, offset, crc, packed, size }: Written, at: Date, most: number): Buffer {
  const wide = [size, packed, offset].some((value) => value >= most);
  const extra = wide ? numbers([2, 1], [2, 24], [8, size], [8, packed], [8, offset]) : Buffer.alloc(0);
  const short = (value: number) => (wide ? unknown : value);
  return Buffer.concat([
    numbers([4, 0x02014b50], [2, 0x032d], [2, wide ? 45 : 20], [2, flags], [2, deflate], ...dosTime(at)),
    numbers([4, crc], [4, short(packed)], [4, short(size)], [2, name.length], [2, extra.length]),
    // No comment, first disk, no internal marks, a plain file only its owner changes, its place.
    numbers([2, 0], [2, 0], [2, 0], [4, 0o100600 * 65536], [4, short(offset)]),
    name,
    extra,
  ]);
}

function endOfArchive(count: number, begins: number, bytes: number, most: number): Buffer {
  const end = (from: number, size: number) =>
    numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, from], [2, 0]);
  if (begins + bytes < most) return end(begins, bytes);
  return Buffer.concat([
    numbers(
      [4, 0x06064b50],
      [8, 44],
      [2, 0x032d],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, bytes],
    ),
    numbers([8, begins], [4, 0x07064b50], [4, 0], [8, begins + bytes], [4, 1]),
    end(unknown, unknown),
  ]);
}

function dosTime(at: Date): [2, number][] {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return [
    [2, time],
    [2, date],
  ];
}
