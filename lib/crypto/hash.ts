import { createHash, createHmac, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";

type Bytes = string | Uint8Array;

/** A secret as text, as bytes, or as a KeyObject such as a data key's. */
export type Secret = Bytes | KeyObject;

const MIN_SECRET_BYTES = 32;

/** Returns the SHA-256 of the data, 32 bytes. Strings are hashed as UTF-8. */
export function sha256(data: Bytes): Buffer {
  return createHash("sha256").update(data).digest();
}

/**
 * Returns HMAC-SHA-256 over the parts, 32 bytes. Each part follows its length in bytes (32 bit, big-endian),
 * so that ("ab", "c") and ("a", "bc") differ. Strings are UTF-8.
 * @throws TypeError for an empty key, or for ill-formed text, which would alias U+FFFD.
 */
export function hmac(key: Secret, ...parts: Bytes[]): Buffer {
  if (secretBytes(key) === 0) throw new TypeError("An HMAC key must not be empty.");
  const mac = createHmac("sha256", key);
  const length = Buffer.alloc(4);
  for (const part of parts) {
    if (!isWellFormed(part)) throw new TypeError("The text to authenticate is not well-formed Unicode.");
    length.writeUInt32BE(typeof part === "string" ? Buffer.byteLength(part) : part.byteLength);
    mac.update(length).update(part);
  }
  return mac.digest();
}

/** Compares two secrets of any length in constant time, by their digests. Ill-formed text equals nothing. */
export function safeEqual(a: Bytes, b: Bytes): boolean {
  const same = timingSafeEqual(sha256(a), sha256(b));
  return same && isWellFormed(a) && isWellFormed(b);
}

/**
 * Returns a 32-byte key for one purpose from a random secret (HKDF-SHA-256, RFC 5869). Do not use it on
 * passwords, because it does not stretch.
 * @throws TypeError for a secret under 32 bytes or an empty purpose.
 */
export function deriveKey(secret: Secret, purpose: string): Buffer {
  if (secretBytes(secret) < MIN_SECRET_BYTES) {
    throw new TypeError(`The secret must be at least ${MIN_SECRET_BYTES} bytes.`);
  }
  if (purpose === "") throw new TypeError("A derived key needs a purpose.");
  return Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), `mn:v1:${purpose}`, 32));
}

/**
 * Returns 32 bytes of HKDF-SHA-256 (RFC 5869): the same as `hkdfSync`, by its two HMACs, at a third of the cost. `hkdfSync` makes a
 * KeyObject of each secret, and those cost the garbage collector more than the hashing.
 */
export function hkdf(secret: Uint8Array, salt: Uint8Array, info: string): Buffer {
  const extracted = createHmac("sha256", salt).update(secret).digest();
  return createHmac("sha256", extracted).update(info).update(Buffer.of(1)).digest();
}

/** Returns the length of a secret in bytes, or 0 for a KeyObject that is not a secret key. */
export function secretBytes(secret: Secret): number {
  if (typeof secret === "string") return Buffer.byteLength(secret);
  return secret instanceof Uint8Array ? secret.byteLength : (secret.symmetricKeySize ?? 0);
}

function isWellFormed(value: Bytes): boolean {
  return typeof value !== "string" || value.isWellFormed();
}
