import type { KeyObject } from "node:crypto";
import { decrypt, encrypt } from "./aead.ts";
import { formatBlob, parseBlob } from "./blob.ts";
import { additionalData, type SealContext } from "./seal-context.ts";
import { VaultError } from "./vault-error.ts";

/**
 * Holds an unwrapped data key; `id` is the id of its row. A KeyObject prints as `SecretKeyObject {}` in any
 * log.
 */
export type DataKey = { readonly id: string; readonly key: KeyObject };

/**
 * Limits the seals of one data key; the caller must roll the key before it. NIST SP 800-38D allows 2^32 with
 * random 96-bit IVs. Half of that leaves room for counters that are written in batches.
 */
export const SEAL_LIMIT = 2 ** 31;

/**
 * Seals a value for one place. The caller counts the seals of each data key against SEAL_LIMIT.
 * @throws TypeError for a context out of form, a key that is not 32 bytes, or a string that UTF-8 cannot hold.
 */
export function seal(dataKey: DataKey, plaintext: string | Uint8Array, context: SealContext): Buffer {
  const aad = additionalData(context, dataKey.id);
  return formatBlob({ keyId: dataKey.id, ...encrypt(dataKey.key, plaintextBytes(plaintext), aad) });
}

/**
 * Opens a sealed value at its place.
 * @throws VaultError for any fault of the blob, its key or its place; TypeError for a context out of form.
 */
export function open(dataKey: DataKey, blob: Uint8Array, context: SealContext): Buffer {
  const aad = additionalData(context, dataKey.id);
  const { keyId, ...sealed } = parseBlob(blob);
  if (keyId !== dataKey.id) throw new VaultError();
  return decrypt(dataKey.key, sealed, aad);
}

function plaintextBytes(plaintext: string | Uint8Array): Buffer {
  if (typeof plaintext !== "string") {
    return Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  }
  // A lone surrogate would come back as U+FFFD, which is another secret than the one sealed.
  if (!plaintext.isWellFormed()) throw new TypeError("The text to seal is not well-formed Unicode.");
  return Buffer.from(plaintext, "utf8");
}
