import { type Entry, openPromise, type ZipFile } from "yauzl";

/** Says that a file is no archive of this product: not a ZIP, cut off, or of another kind. */
export class NotAnArchive extends Error {
  override readonly name = "NotAnArchive";
}

/** Limits the files of an archive, because no export of this product has a directory of millions. */
const most = 1000;

/** Opens a ZIP file by its directory. `read` streams one of its files. @throws NotAnArchive */
export async function unzip(
  path: string,
): Promise<{ names: string[]; read: (name: string) => AsyncIterable<Uint8Array> }> {
  const entries = await withArchive(path, entriesOf);
  return {
    names: [...entries.keys()],
    async *read(name) {
      const entry = entries.get(name);
      if (!entry) throw new NotAnArchive(`${name} is not in the archive.`);
      const archive = await opened(path);
      try {
        yield* await archive.openReadStreamPromise(entry);
      } catch (error) {
        notOurs(error as NodeJS.ErrnoException);
      } finally {
        archive.close();
      }
    },
  };
}

async function entriesOf(archive: ZipFile): Promise<Map<string, Entry>> {
  if (archive.entryCount > most) throw new NotAnArchive("The archive's directory is not ours.");
  const entries = new Map<string, Entry>();
  for await (const entry of archive.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function withArchive<T>(path: string, read: (archive: ZipFile) => Promise<T>): Promise<T> {
  const archive = await opened(path);
  try {
    return await read(archive).catch(notOurs);
  } finally {
    archive.close();
  }
}

const opened = (path: string) => openPromise(path, { lazyEntries: true, autoClose: false }).catch(notOurs);

/** Turns a fault of the archive into NotAnArchive. An error of the disk passes through unchanged. */
function notOurs(error: NodeJS.ErrnoException): never {
  if (error instanceof NotAnArchive || error.code) throw error;
  throw new NotAnArchive(`The archive was cut off, or is none (${error.message}).`);
}
