import { hkdfSync, type KeyObject } from "node:crypto";
import { type DataKey, open, seal } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";

/** One key of the ring. It wraps data keys and nothing else; where its bytes are is its own business. */
export type KeyWrapper = {
  readonly id: string;
  readonly kind: "local" | "aws-kms";
  /** What tells this key from another of the same name, and may be shown: a hash of the bytes, or the key service's name for it. */
  readonly fingerprint: string;
  /** `secret` is a data key's 32 bytes. The answer begins with this key's id (keyIdOf). @throws VaultError */
  wrap: (secret: Buffer, context: SealContext) => Promise<Buffer>;
  /** @throws VaultError with one message for every cause; KeyServiceError, which is one, when asking again may help. */
  unwrap: (wrapped: Uint8Array, context: SealContext) => Promise<Buffer>;
};

/** A key whose 32 bytes are here: AES-256-GCM with the place as additional data. */
export function localKey({ id, key }: DataKey): KeyWrapper {
  return {
    id,
    kind: "local",
    fingerprint: fingerprintOf(key),
    wrap: async (secret, context) => seal({ id, key }, secret, context),
    unwrap: async (wrapped, context) => open({ id, key }, wrapped, context),
  };
}

/** 8 bytes derived from the key for being shown and for nothing else: they say nothing about the key. */
function fingerprintOf(key: KeyObject): string {
  const derived = Buffer.from(hkdfSync("sha256", key, "", "mn:fingerprint:v1", 8)).toString("hex");
  return derived.replace(/(.{4})(?=.)/g, "$1 ");
}
