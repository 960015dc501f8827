import { createSecretKey, randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { KEY_BYTES } from "./aead.ts";
import { readKeyId } from "./blob.ts";
import type { KeyRing } from "./key-ring.ts";
import type { DataKey } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";
import { VaultError } from "./vault-error.ts";

export { type DataKey, open, SEAL_LIMIT, seal } from "./seal.ts";
export type { SealContext } from "./seal-context.ts";
export { KeyServiceError, VaultError } from "./vault-error.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Returns a new 32-byte data key, wrapped by the ring's primary key. Its row must get the id `keyId`, because
 * that id is part of what authenticates the wrapping. `rowId` chooses it (a lower-case UUID); otherwise it is
 * a new UUIDv7.
 */
export async function generateDataKey(
  ring: KeyRing,
  context: Omit<SealContext, "rowId"> & { rowId?: string },
): Promise<{ keyId: string; wrapped: Buffer; dataKey: DataKey }> {
  const keyId = context.rowId ?? uuidv7();
  const secret = randomBytes(KEY_BYTES);
  const dataKey = { id: keyId, key: createSecretKey(secret) };
  secret.fill(0);
  return { keyId, wrapped: await wrapDataKey(ring, dataKey, { ...context, rowId: keyId }), dataKey };
}

/** Wraps a data key with the ring's primary key. `context.rowId` must be the data key's id, a lower-case UUID. */
export async function wrapDataKey(ring: KeyRing, dataKey: DataKey, context: SealContext): Promise<Buffer> {
  if (!UUID.test(dataKey.id) || dataKey.id !== context.rowId) {
    throw new TypeError("A data key is wrapped under its own id, a lower-case UUID, as the row id.");
  }
  if (dataKey.key.symmetricKeySize !== KEY_BYTES)
    throw new TypeError(`A data key must be ${KEY_BYTES} bytes.`);
  const secret = dataKey.key.export();
  try {
    return await ring.primary.wrap(secret, context);
  } finally {
    secret.fill(0);
  }
}

/**
 * Unwraps a data key with the key of the ring that wrapped it.
 * @throws VaultError when the ring lacks that key, or the blob was changed or belongs elsewhere.
 */
export async function unwrapDataKey(
  ring: KeyRing,
  wrapped: Uint8Array,
  context: SealContext,
): Promise<DataKey> {
  const ringKey = ring.keys.get(keyIdOf(wrapped));
  if (!ringKey) throw new VaultError();
  const secret = await ringKey.unwrap(wrapped, context);
  if (secret.length !== KEY_BYTES) throw new VaultError();
  const dataKey = { id: context.rowId, key: createSecretKey(secret) };
  secret.fill(0);
  return dataKey;
}

/**
 * Wraps the same data key with the ring's primary key. The values it sealed stay as they are.
 * @throws VaultError as unwrapDataKey.
 */
export async function rewrap(ring: KeyRing, wrapped: Uint8Array, context: SealContext): Promise<Buffer> {
  return wrapDataKey(ring, await unwrapDataKey(ring, wrapped, context), context);
}

/**
 * Returns the id of the key a blob was sealed with, for looking that key up. The id is not authenticated yet.
 * @throws VaultError
 */
export function keyIdOf(blob: Uint8Array): string {
  return readKeyId(blob);
}
