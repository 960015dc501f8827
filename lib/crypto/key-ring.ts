import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";

export type RingKey = { readonly id: string; readonly key: KeyObject };

/** The keys that wrap data keys. `primary` wraps, every key in `keys` (by id) still unwraps. */
export type KeyRing = { readonly primary: RingKey; readonly keys: ReadonlyMap<string, RingKey> };

const KEY_BYTES = 32;
const ID = /^[a-z0-9-]{1,32}$/;

/**
 * Reads `id:base64,id:base64` (the form of ENCRYPTION_KEYS). The first key encrypts.
 * Ids: `[a-z0-9-]`, 1 to 32 characters. Keys: exactly 32 bytes, canonical padded base64.
 * @throws Error naming the entry's place in the list and what to do, never any part of the text:
 *   an entry with its halves swapped would print the key as an "id".
 */
export function parseKeyRing(text: string): KeyRing {
  if (text.trim() === "") throw new Error("The key ring is empty. Give it at least one key as id:base64.");

  const keys = new Map<string, RingKey>();
  let primary: RingKey | undefined;
  for (const [index, entry] of text.split(",").entries()) {
    const ringKey = parseEntry(entry.trim(), `Key ${index + 1} of the key ring`);
    if (keys.has(ringKey.id)) {
      throw new Error(`Key ${index + 1} of the key ring repeats an id. Give each key its own id.`);
    }
    keys.set(ringKey.id, ringKey);
    primary ??= ringKey;
  }
  if (!primary) throw new Error("The key ring is empty. Give it at least one key as id:base64.");
  return { primary, keys };
}

/** A fresh entry for the ring, `id:base64`. The id defaults to `k` and today's date with a random end. */
export function generateRingKey(id = `k${today()}-${randomBytes(3).toString("hex")}`): string {
  if (!ID.test(id)) throw new Error(`A key id takes 1 to 32 of the characters a-z, 0-9 and "-".`);
  return `${id}:${randomBytes(KEY_BYTES).toString("base64")}`;
}

function parseEntry(entry: string, where: string): RingKey {
  const parts = entry.split(":");
  const [id, encoded] = parts;
  if (parts.length !== 2 || !id || !encoded) throw new Error(`${where} is not written as id:base64.`);
  if (!ID.test(id)) {
    throw new Error(`${where} has an id that is not 1 to 32 of the characters a-z, 0-9 and "-".`);
  }
  const bytes = Buffer.from(encoded, "base64");
  // Node skips what it cannot decode; only a text that encodes back to itself was really base64.
  if (bytes.toString("base64") !== encoded) throw new Error(`${where} is not valid base64.`);
  if (bytes.length !== KEY_BYTES) {
    throw new Error(`${where} is ${bytes.length} bytes long. It must be exactly ${KEY_BYTES}.`);
  }
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, key };
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll("-", "");
}
