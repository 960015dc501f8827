import { env } from "#lib/env.ts";

/** Who a passkey is made for: this installation's public address, never one a request names. */
export function relyingParty(): { id: string; name: string; origin: string } {
  const { origin, hostname } = new URL(env().APP_URL);
  return { id: hostname, name: "Mailneo", origin };
}

/** A person's id as authenticators keep it: 16 bytes that say nothing about them. */
export const userHandle = (userId: string) => Buffer.from(userId.replaceAll("-", ""), "hex");

/** EdDSA, ES256 and RS256 (COSE): what authenticators have. Said here, because the library would try out what Node calls experimental. */
export const algorithms = [-8, -7, -257];
