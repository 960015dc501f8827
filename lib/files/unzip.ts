import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createInflateRaw } from "node:zlib";

/** What is in no archive of ours: not a ZIP, cut off, or of another kind. */
export class NotAnArchive extends Error {
  override readonly name = "NotAnArchive";
}

type Place = { offset: number; packed: number };

const most = 0xffffffff;

/** Opens a ZIP file of `zip()` by its directory. `read` streams one of its files. @throws NotAnArchive */
export async function unzip(
  path: string,
): Promise<{ names: string[]; read: (name: string) => AsyncIterable<Uint8Array> }> {
  const file = await open(path);
  try {
    const places = await directory(file);
    return {
      names: [...places.keys()],
      async *read(name) {
        const place = places.get(name);
        if (!place) throw new NotAnArchive(`${name} is not in the archive.`);
        const begins = place.offset + (await headerLength(path, place.offset));
        const packed = createReadStream(path, { start: begins, end: begins + place.packed - 1 });
        yield* pipeline(packed, createInflateRaw(), () => {});
      },
    };
  } finally {
    await file.close();
  }
}

async function directory(file: FileHandle): Promise<Map<string, Place>> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - 66_000), Math.min(size, 66_000));
  const at = tail.lastIndexOf(Buffer.from("PK\x05\x06"));
  if (at < 0 || at + 22 > tail.length) throw new NotAnArchive("The archive was cut off, or is none.");
  let [length, begins] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (begins === most && at >= 20) {
    const wide = await bytesAt(file, Number(tail.readBigUInt64LE(at - 12)), 56);
    [length, begins] = [Number(wide.readBigUInt64LE(40)), Number(wide.readBigUInt64LE(48))];
  }
  if (length > 65_536 || begins + length > size)
    throw new NotAnArchive("The archive's directory is not ours.");
  return recordsOf(await bytesAt(file, begins, length));
}

function recordsOf(records: Buffer): Map<string, Place> {
  const places = new Map<string, Place>();
  for (let at = 0; at + 46 <= records.length; ) {
    if (records.readUInt32LE(at) !== 0x02014b50)
      throw new NotAnArchive("The archive's directory is not ours.");
    const [name, extra, comment] = [28, 30, 32].map((field) => records.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    let [packed, offset] = [records.readUInt32LE(at + 20), records.readUInt32LE(at + 42)];
    if (offset === most && extra >= 28) {
      packed = Number(records.readBigUInt64LE(at + 46 + name + 12));
      offset = Number(records.readBigUInt64LE(at + 46 + name + 20));
    }
    places.set(records.toString("utf8", at + 46, at + 46 + name), { packed, offset });
    at += 46 + name + extra + comment;
  }
  return places;
}

async function headerLength(path: string, offset: number): Promise<number> {
  const file = await open(path);
  try {
    const header = await bytesAt(file, offset, 30);
    return 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  if (bytesRead < length) throw new NotAnArchive("The archive was cut off.");
  return buffer;
}
