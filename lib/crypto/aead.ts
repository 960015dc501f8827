import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { VaultError } from "./vault-error.ts";

export const KEY_BYTES = 32;
export const IV_BYTES = 12;
export const TAG_BYTES = 16;

export type Sealed = { iv: Buffer; ciphertext: Buffer; tag: Buffer };

// Without authTagLength node:crypto accepts tags of 12, 8 and even 4 bytes.
const GCM = { authTagLength: TAG_BYTES } as const;

/**
 * Encrypts with AES-256-GCM under a fresh random 96-bit IV (NIST SP 800-38D, 8.2.2). It takes no IV, so that
 * no caller can reuse one.
 * @throws TypeError when the key is not 32 bytes.
 */
export function encrypt(key: KeyObject | Buffer, plaintext: Buffer, aad: Buffer): Sealed {
  if (!isAesKey(key)) throw new TypeError(`A key must be ${KEY_BYTES} bytes.`);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, GCM).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { iv, ciphertext, tag: cipher.getAuthTag() };
}

/**
 * Decrypts what `encrypt` returned.
 * @throws VaultError for a wrong key, IV, tag, ciphertext or AAD, and for a key, IV or tag of any other
 *   length.
 */
export function decrypt(key: KeyObject, { iv, ciphertext, tag }: Sealed, aad: Buffer): Buffer {
  if (!isAesKey(key) || iv.length !== IV_BYTES || tag.length !== TAG_BYTES) throw new VaultError();
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv, GCM).setAAD(aad).setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    throw new VaultError();
  }
}

function isAesKey(key: KeyObject | Buffer): boolean {
  if (Buffer.isBuffer(key)) return key.length === KEY_BYTES;
  return key.type === "secret" && key.symmetricKeySize === KEY_BYTES;
}
