import { env } from "#lib/env.ts";

/** Returns the party that passkeys are made for: this installation's public address, never one from a request. */
export function relyingParty(): { id: string; name: string; origin: string } {
  const { origin, hostname } = new URL(env().APP_URL);
  return { id: hostname, name: "Mailneo", origin };
}

/** Returns a user's id as authenticators keep it: 16 bytes without personal data. */
export const userHandle = (userId: string) => Buffer.from(userId.replaceAll("-", ""), "hex");

/**
 * EdDSA, ES256 and RS256 (COSE), which authenticators support. Named here, because the library would otherwise try
 * algorithms that Node calls experimental.
 */
export const algorithms = [-8, -7, -257];
