import { type Signer, signerOf } from "#lib/crypto/ed25519.ts";
import { deriveKey } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";

/**
 * Returns the key of AUDIT_SIGNING_KEY, or without one a key derived from AUTH_SECRET. The derived
 * key stops an insider of the database, but not one of the machine that has the secret.
 */
export function signer(): Signer {
  return signerOf(seeds()[0] as Buffer);
}

/**
 * Returns the public keys this installation's checkpoints may carry: the current one, and those it
 * signed with before.
 */
export function believedKeys(): string[] {
  const { AUDIT_SIGNING_KEYS } = env();
  const earlier = AUDIT_SIGNING_KEYS.flatMap((key) => ("publicKey" in key ? [key.publicKey] : []));
  return [...new Set([...seeds().map((seed) => signerOf(seed).publicKey), ...earlier])];
}

function seeds(): Buffer[] {
  const { AUDIT_SIGNING_KEYS, AUTH_SECRETS } = env();
  const given = AUDIT_SIGNING_KEYS.flatMap((key) => ("seed" in key ? [key.seed] : []));
  return [...given, ...AUTH_SECRETS.map((secret) => deriveKey(secret, "audit log signing"))];
}
