import { Readable } from "node:stream";
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { ImportRefused } from "../import-refused.ts";
import { hostile, type ReadingBudget } from "./reading-budget.ts";

/** File that is read at any place: its size, and the bytes from `start` up to `end`. */
export type Seekable = { size: number; read(start: number, end: number): AsyncIterable<Uint8Array> };

/** Most files in a workbook; a real one has some dozen. */
const mostEntries = 5000;
/** A part larger than this that grew more than this many times is made to fill a memory or a day. */
const suspectBytes = 64 * 1024 * 1024;
const mostGrowth = 150;
const mostBytes = 4 * 1024 ** 3;

export const damaged = () =>
  new ImportRefused(
    "spreadsheet",
    "This Excel file is damaged or protected. Save it again, or as CSV, and try again.",
  );
/** The parts of a workbook (ECMA-376 part 2), streamed one at a time. */
export type Parts = {
  has(name: string): boolean;
  open(name: string): AsyncIterable<Uint8Array>;
  budget: ReadingBudget;
  close(): void;
};

/** Opens the ZIP file of a workbook by its directory. @throws ImportRefused for a damaged or hostile one. */
export async function openParts(file: Seekable, budget: ReadingBudget): Promise<Parts> {
  const zip = await orDamaged(
    fromRandomAccessReaderPromise(new Reader(file), file.size, { lazyEntries: true, autoClose: false }),
  );
  try {
    const entries = await orDamaged(entriesOf(zip));
    return {
      has: (name) => entries.has(name),
      async *open(name) {
        const entry = entries.get(name);
        if (!entry) throw damaged();
        for await (const chunk of limited(zip, entry)) {
          await budget.unpack(chunk.length);
          yield chunk;
        }
      },
      budget,
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > mostEntries) throw hostile();
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function* limited(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array, void, undefined> {
  if (isSuspect(entry.uncompressedSize, entry.compressedSize)) throw hostile();
  const stream = await orDamaged(zip.openReadStreamPromise(entry));
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (isSuspect(bytes, entry.compressedSize)) throw hostile();
      yield chunk;
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    stream.destroy();
  }
}

const isSuspect = (bytes: number, packed: number) =>
  bytes > mostBytes || (bytes > suspectBytes && bytes > packed * mostGrowth);

const orDamaged = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => {
    throw asRefusal(error);
  });

/** An error of the database or the disk has a code and passes; any other is the archive's own. */
function asRefusal(error: unknown): unknown {
  if (error instanceof ImportRefused || !(error instanceof Error)) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  return code === "" || code.startsWith("Z_") ? damaged() : error;
}

class Reader extends RandomAccessReader {
  readonly #file: Seekable;

  constructor(file: Seekable) {
    super();
    this.#file = file;
  }

  override _readStreamForRange(start: number, end: number) {
    return Readable.from(this.#file.read(start, end), { objectMode: false });
  }
}
