import { linkKey } from "#lib/core/vault/link-key.ts";
import { type Signer, signerOf } from "#lib/crypto/ed25519.ts";
import { deriveKey } from "#lib/crypto/hash.ts";

/** Returns the key that signs receipts of consent: one for the installation, never rotated, so that old receipts verify. */
export const receiptSigner = async (): Promise<Signer> =>
  signerOf(deriveKey(await linkKey(), "consent receipts"));
