import { randomUUID } from "node:crypto";
import { constants, link, lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { NotStored, StoredAlready } from "./store-key.ts";
import type { Store } from "./store-type.ts";

// A link would lead out of the folder and a pipe would never end; the store makes neither.
const ownFile = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const unfinished = /^\.[0-9a-f-]+\.part$/;

/**
 * Returns a store in a folder. A file appears whole or not at all, even when the machine dies, because it is
 * written aside, synced and then named.
 */
export function fileStore(folder: string): Store {
  return {
    place: folder,
    async put(key, content, { once = false, signal } = {}) {
      const target = join(folder, key);
      const parent = dirname(target);
      await mkdir(parent, { recursive: true, mode: 0o700 });
      await dropAbandoned(parent);
      const aside = join(parent, `.${randomUUID()}.part`);
      try {
        const bytes = await writeDown(aside, content, signal);
        if (once) await link(aside, target);
        else await rename(aside, target);
        await syncFolder(parent);
        return bytes;
      } catch (error) {
        throw codeOf(error) === "EEXIST" ? new StoredAlready(key) : error;
      } finally {
        await rm(aside, { force: true });
      }
    },
    async get(key) {
      const file = await open(join(folder, key), ownFile).catch((error) => {
        throw ["ENOENT", "ELOOP"].includes(String(codeOf(error))) ? new NotStored(key) : error;
      });
      if ((await file.stat()).isFile()) return file.createReadStream({ highWaterMark: 256 * 1024 });
      await file.close();
      throw new NotStored(key);
    },
    list: (prefix, { after = "" } = {}) => keysIn(folder, prefix, after),
    remove: (key) => rm(join(folder, key), { force: true }),
    async size(key) {
      const found = await lstat(join(folder, key)).catch((error) => {
        throw codeOf(error) === "ENOENT" ? new NotStored(key) : error;
      });
      if (!found.isFile()) throw new NotStored(key);
      return found.size;
    },
  };
}

const abandonedAfterMilliseconds = 86_400_000;

/** Removes files that a dead process began, which are those without a write for a day. */
async function dropAbandoned(parent: string) {
  for (const name of await readdir(parent)) {
    if (!unfinished.test(name)) continue;
    const path = join(parent, name);
    const written = await stat(path).catch(() => null);
    if (written && Date.now() - written.mtimeMs > abandonedAfterMilliseconds) await rm(path, { force: true });
  }
}

async function writeDown(path: string, content: Buffer | Readable, signal?: AbortSignal): Promise<number> {
  const file = await open(path, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const part of Buffer.isBuffer(content) ? [content] : content) {
      signal?.throwIfAborted();
      const chunk = typeof part === "string" ? Buffer.from(part) : (part as Buffer);
      await file.writeFile(chunk); // appends to the last chunk, and writes all of it
      bytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}

/** Syncs a folder, because a new name is on the disk only once its folder is. */
async function syncFolder(path: string) {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

async function* keysIn(folder: string, prefix: string, after: string, under = ""): AsyncGenerator<string> {
  const found = await readdir(join(folder, under), { withFileTypes: true }).catch((error) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  // Sorts as a bucket does, by the whole key, in which a slash follows a folder's name.
  const named = found.map((entry) => ({ entry, key: under + entry.name + (entry.isDirectory() ? "/" : "") }));
  named.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { entry, key } of named) {
    if (entry.isDirectory()) {
      const mayHold = key.startsWith(prefix) || prefix.startsWith(key);
      if (mayHold && (key > after || after.startsWith(key))) yield* keysIn(folder, prefix, after, key);
    } else if (key.startsWith(prefix) && key > after && !unfinished.test(entry.name)) yield key;
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
