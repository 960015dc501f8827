import { NotStored, readStored, type Store } from "#lib/files/store.ts";
import { BadCheckpoint, type CheckpointFile, parseFile, writeFile } from "./checkpoint.ts";

const folder = "audit/checkpoints/";
const named = /^audit\/checkpoints\/\d{4}-\d\d-\d\d\/\d\d-(\d{8,})\.json$/;
const mostBytes = 512 * 1024 * 1024;
const ahead = 8;

/**
 * Returns a name like `audit/checkpoints/2026-11-26/07-00000012.json`: day, hour, then number, so
 * that names sort in order.
 */
export const checkpointKey = ({ number, at }: { number: number; at: string }): string =>
  `${folder}${at.slice(0, 10)}/${at.slice(11, 13)}-${String(number).padStart(8, "0")}.json`;

/** Returns the number in a file's name; null for a file that is no checkpoint. */
export const numberOf = (key: string): number | null => {
  const found = named.exec(key);
  return found ? Number(found[1]) : null;
};

/** Returns the checkpoints' names, oldest first. */
export async function listCheckpoints(store: Store, after?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(folder, { after })) if (numberOf(key) !== null) keys.push(key);
  return keys;
}

/**
 * Stores a checkpoint, and never overwrites one.
 * @throws StoredAlready
 */
export const putCheckpoint = (store: Store, key: string, file: CheckpointFile) =>
  store.put(key, writeFile(file), { once: true, contentType: "application/json" });

/**
 * Reads a checkpoint.
 * @throws BadCheckpoint, or the store's error when it does not respond.
 */
export async function readCheckpoint(store: Store, key: string): Promise<CheckpointFile> {
  try {
    return parseFile((await readStored(store, key, mostBytes)).toString("utf8"));
  } catch (error) {
    if (error instanceof RangeError) throw new BadCheckpoint("is longer than any checkpoint is");
    if (error instanceof NotStored) throw new BadCheckpoint("was removed just now");
    throw error;
  }
}

/**
 * Yields checkpoints in order, reading a few ahead, because a bucket is far away. Yields a read
 * error in its place.
 */
export async function* readCheckpoints(store: Store, keys: readonly string[]) {
  const reading: Promise<{ file: CheckpointFile } | { error: unknown }>[] = [];
  const begin = (key: string) =>
    readCheckpoint(store, key).then(
      (file) => ({ file }),
      (error: unknown) => ({ error }),
    );
  for (const [at, key] of keys.entries()) {
    for (let next = at + reading.length; reading.length < ahead && next < keys.length; next++)
      reading.push(begin(keys[next] as string));
    yield { key, read: await (reading.shift() as (typeof reading)[number]) };
  }
}
