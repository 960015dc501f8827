import { createSecretKey, randomBytes } from "node:crypto";
import { awsKmsKey, KMS_KEY } from "./aws-kms.ts";
import { type KeyWrapper, localKey } from "./key-wrapper.ts";

/**
 * Holds the keys that wrap data keys. `primary` wraps new ones; every key in `keys` (by id) still unwraps.
 */
export type KeyRing = { readonly primary: KeyWrapper; readonly keys: ReadonlyMap<string, KeyWrapper> };

const KEY_BYTES = 32;
const ID = /^[a-z0-9-]{1,32}$/;
const kms = "aws-kms:";

/**
 * Reads `id:base64,id:aws-kms:<key>`, the form of ENCRYPTION_KEYS. The first key wraps.
 * Ids: `[a-z0-9-]`, 1 to 32 characters. Keys: exactly 32 bytes in canonical padded base64, or `aws-kms:` and
 * the name AWS gives the key.
 * @throws Error naming the entry's place in the list and the remedy. It never quotes the text, because an
 *   entry with its halves swapped would print the key as an "id".
 */
export function parseKeyRing(text: string): KeyRing {
  if (text.trim() === "") throw new Error("The key ring is empty. Give it at least one key as id:base64.");

  const keys = new Map<string, KeyWrapper>();
  let primary: KeyWrapper | undefined;
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

/** Returns a new id for a key of the ring: `k`, today's date in UTC, and 6 random hex digits. */
export const newRingKeyId = () => `k${today()}-${randomBytes(3).toString("hex")}`;

/**
 * Returns a new entry for the ring, `id:base64`, with 32 random bytes. @throws Error for an id out of form.
 */
export function generateRingKey(id = newRingKeyId()): string {
  if (!ID.test(id)) throw new Error(`A key id takes 1 to 32 of the characters a-z, 0-9 and "-".`);
  return `${id}:${randomBytes(KEY_BYTES).toString("base64")}`;
}

/**
 * Returns the entries of a ring's text with their ids, in order and as written. The text must be one that
 * parseKeyRing accepts.
 */
export function ringEntries(text: string): { id: string; entry: string }[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .map((entry) => ({ id: entry.slice(0, entry.indexOf(":")), entry }));
}

function parseEntry(entry: string, where: string): KeyWrapper {
  const colon = entry.indexOf(":");
  const id = entry.slice(0, Math.max(colon, 0));
  const rest = entry.slice(colon + 1);
  const inService = rest.startsWith(kms);
  if (!id || !rest || (!inService && rest.includes(":"))) {
    throw new Error(`${where} is not written as id:base64 or id:aws-kms:<key>.`);
  }
  if (!ID.test(id)) {
    throw new Error(`${where} has an id that is not 1 to 32 of the characters a-z, 0-9 and "-".`);
  }
  return inService ? serviceKey(id, rest.slice(kms.length), where) : bytesKey(id, rest, where);
}

function serviceKey(id: string, name: string, where: string): KeyWrapper {
  if (!KMS_KEY.test(name)) throw new Error(`${where} is not the ARN, id or alias of an AWS KMS key.`);
  return awsKmsKey(id, name);
}

function bytesKey(id: string, encoded: string, where: string): KeyWrapper {
  const bytes = Buffer.from(encoded, "base64");
  // Node skips characters it cannot decode, so only a text that encodes back to itself was base64.
  if (bytes.toString("base64") !== encoded) throw new Error(`${where} is not valid base64.`);
  if (bytes.length !== KEY_BYTES) {
    throw new Error(`${where} is ${bytes.length} bytes long. It must be exactly ${KEY_BYTES}.`);
  }
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return localKey({ id, key });
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll("-", "");
}
