import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { sha256 } from "./hash.ts";

/**
 * Signer of what others verify. `publicKey` is the key's 32 bytes in base64, `fingerprint` the
 * text that people compare.
 */
export type Signer = { publicKey: string; fingerprint: string; sign: (text: string | Buffer) => string };

// Bytes before the 32 bytes of a private and of a public key (RFC 8410, section 7 and 4).
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** Returns an Ed25519 signer (RFC 8032) from its 32-byte seed. A signature is 64 bytes in base64. */
export function signerOf(seed: Buffer): Signer {
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: "der", type: "pkcs8" });
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(publicPrefix.length);
  const publicKey = raw.toString("base64");
  return {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    sign: (text) => sign(null, bytes(text), key).toString("base64"),
  };
}

/** Returns `SHA256:` and the base64 of the key's SHA-256 without padding, as OpenSSH writes it. */
export function fingerprintOf(publicKey: string): string {
  return `SHA256:${sha256(Buffer.from(publicKey, "base64")).toString("base64").replace(/=+$/, "")}`;
}

/** Returns whether the holder of a public key signed a text. A malformed key or signature gives false. */
export function isSignedBy(publicKey: string, text: string | Buffer, signature: string): boolean {
  const key = keyOf(publicKey);
  const mark = exactBase64(signature, 64);
  return key !== null && mark !== null && verify(null, bytes(text), key, mark);
}

function keyOf(publicKey: string): KeyObject | null {
  const raw = exactBase64(publicKey, 32);
  if (!raw) return null;
  try {
    return createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: "der", type: "spki" });
  } catch {
    return null;
  }
}

function exactBase64(text: string, length: number): Buffer | null {
  const decoded = Buffer.from(text, "base64");
  return decoded.length === length && decoded.toString("base64") === text ? decoded : null;
}

const bytes = (text: string | Buffer) => (typeof text === "string" ? Buffer.from(text) : text);
