import { IV_BYTES, type Sealed, TAG_BYTES } from "./aead.ts";
import { VaultError } from "./vault-error.ts";

export type Blob = Sealed & { keyId: string };

const VERSION = 1;
/** Version byte of a blob that holds a key service's own ciphertext. */
export const KEY_SERVICE_VERSION = 2;
const KEY_ID = /^[a-z0-9-]{1,36}$/;

/** Writes `version(1) | key id length(1) + key id | iv(12) | ciphertext | tag(16)`. */
export function formatBlob({ keyId, iv, ciphertext, tag }: Blob): Buffer {
  if (!KEY_ID.test(keyId)) throw new TypeError("A key id takes 1 to 36 of the characters a-z, 0-9 and -.");
  if (iv.length !== IV_BYTES) throw new TypeError(`An IV must be ${IV_BYTES} bytes.`);
  if (tag.length !== TAG_BYTES) throw new TypeError(`A tag must be ${TAG_BYTES} bytes.`);
  return Buffer.concat([
    Buffer.from([VERSION, keyId.length]),
    Buffer.from(keyId, "ascii"),
    iv,
    ciphertext,
    tag,
  ]);
}

/**
 * Reads what formatBlob wrote. The parts are views on the input, not copies.
 * @throws VaultError for another version, a malformed key id or a blob too short to hold every part.
 */
export function parseBlob(bytes: Uint8Array): Blob {
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ivStart = 2 + (blob[1] ?? 0);
  const ivEnd = ivStart + IV_BYTES;
  const tagStart = blob.length - TAG_BYTES;
  if (blob[0] !== VERSION || tagStart < ivEnd) throw new VaultError();
  return {
    keyId: readKeyId(blob),
    iv: blob.subarray(ivStart, ivEnd),
    ciphertext: blob.subarray(ivEnd, tagStart),
    tag: blob.subarray(tagStart),
  };
}

/**
 * Returns the key id at the start of a blob of either version: 1 as here, 2 with a key service's own
 * ciphertext.
 * @throws VaultError
 */
export function readKeyId(bytes: Uint8Array): string {
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 2 + (blob[1] ?? 0);
  if ((blob[0] !== VERSION && blob[0] !== KEY_SERVICE_VERSION) || blob.length < end) throw new VaultError();
  // latin1 keeps all 8 bits; "ascii" drops the top one, and a flipped bit would pass.
  const keyId = blob.toString("latin1", 2, end);
  if (!KEY_ID.test(keyId)) throw new VaultError();
  return keyId;
}
