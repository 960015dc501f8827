import { NotStored, readStored, type Store } from "#lib/files/store.ts";
import { BadCheckpoint, type CheckpointFile, parseFile, writeFile } from "./checkpoint.ts";

const folder = "audit/checkpoints/";
const named = /^audit\/checkpoints\/\d{4}-\d\d-\d\d\/\d\d-(\d{8,})\.json$/;
const mostBytes = 512 * 1024 * 1024;
const ahead = 8;

/** `audit/checkpoints/2026-11-26/07-00000012.json`: by day and hour, the number last, so that they are listed in their order. */
export const checkpointKey = ({ number, at }: { number: number; at: string }): string =>
  `${folder}${at.slice(0, 10)}/${at.slice(11, 13)}-${String(number).padStart(8, "0")}.json`;

/** A file's number by its name; null for a file that is no checkpoint's. */
export const numberOf = (key: string): number | null => {
  const found = named.exec(key);
  return found ? Number(found[1]) : null;
};

/** The checkpoints' names, oldest first. */
export async function listCheckpoints(store: Store, after?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(folder, { after })) if (numberOf(key) !== null) keys.push(key);
  return keys;
}

/** @throws StoredAlready: a checkpoint is never written over. */
export const putCheckpoint = (store: Store, key: string, file: CheckpointFile) =>
  store.put(key, writeFile(file), { once: true, contentType: "application/json" });

/** @throws BadCheckpoint; what the store throws when it does not answer. */
export async function readCheckpoint(store: Store, key: string): Promise<CheckpointFile> {
  try {
    return parseFile((await readStored(store, key, mostBytes)).toString("utf8"));
  } catch (error) {
    if (error instanceof RangeError) throw new BadCheckpoint("is longer than any checkpoint is");
    if (error instanceof NotStored) throw new BadCheckpoint("was removed just now");
    throw error;
  }
}

/** Reads one after the other, a few ahead: a bucket is far away. An error of one is answered in its place. */
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
