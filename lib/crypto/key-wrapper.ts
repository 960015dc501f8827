import { hkdfSync, type KeyObject } from "node:crypto";
import { type DataKey, open, seal } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";

/**
 * Describes one key of the ring. It wraps data keys and nothing else; callers need not know where its bytes
 * are.
 */
export type KeyWrapper = {
  readonly id: string;
  readonly kind: "local" | "aws-kms";
  /**
   * Tells this key from another of the same id, and may be shown: a hash of the bytes, or the key service's
   * name for it.
   */
  readonly fingerprint: string;
  /**
   * Wraps `secret`, a data key's 32 bytes, into a blob that begins with this key's id (keyIdOf). @throws
   * VaultError
   */
  wrap: (secret: Buffer, context: SealContext) => Promise<Buffer>;
  /**
   * @throws VaultError with one message for every cause. Its subclass KeyServiceError says by `passing`
   *   whether a later try may help.
   */
  unwrap: (wrapped: Uint8Array, context: SealContext) => Promise<Buffer>;
};

/** Returns a key whose 32 bytes this process holds: AES-256-GCM with the place as additional data. */
export function localKey({ id, key }: DataKey): KeyWrapper {
  return {
    id,
    kind: "local",
    fingerprint: fingerprintOf(key),
    wrap: async (secret, context) => seal({ id, key }, secret, context),
    unwrap: async (wrapped, context) => open({ id, key }, wrapped, context),
  };
}

/**
 * Returns 8 bytes derived from the key, in hex, to be shown and nothing more. They reveal nothing about the
 * key.
 */
function fingerprintOf(key: KeyObject): string {
  const derived = Buffer.from(hkdfSync("sha256", key, "", "mn:fingerprint:v1", 8)).toString("hex");
  return derived.replace(/(.{4})(?=.)/g, "$1 ");
}
