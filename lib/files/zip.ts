import { Readable } from "node:stream";
import ZipStream from "zip-stream";

export type ZipFile = { name: string; bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> };

/**
 * Yields a ZIP archive while it is read, one file after the other, so that files of any size fit. ZIP64
 * begins by itself at 4 GB; `zip64` forces it.
 * `at` is the time written on each file.
 * @throws what a file's source throws.
 */
export async function* zip(
  files: Iterable<ZipFile>,
  at: Date,
  { zip64 = false } = {},
): AsyncGenerator<Buffer, void, undefined> {
  const archive = new ZipStream({ level: 6, forceZip64: zip64 });
  let source: Readable | undefined;

  async function fill() {
    for (const { name, bytes } of files) {
      source = Readable.from(bytes, { objectMode: false });
      await add(archive, source, { name, date: at, mode: 0o600 });
    }
    archive.finalize();
  }

  fill().catch((error) => archive.destroy(error));
  try {
    yield* archive as AsyncIterable<Buffer>;
  } finally {
    source?.destroy();
  }
}

function add(archive: ZipStream, source: Readable, file: { name: string; date: Date; mode: number }) {
  return new Promise<void>((resolve, reject) => {
    archive.entry(source, file, (error) => (error ? reject(error) : resolve()));
  });
}
