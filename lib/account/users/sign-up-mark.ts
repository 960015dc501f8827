import { deriveKey, hmac, safeEqual } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";

/**
 * Returns what the browser of a sign-up keeps to be known again: a mark of the address and of this sign-up's own password hash,
 * whose salt no other sign-up shares. It names nothing that exists, so a sign-up with a taken address gets one too.
 */
export const signUpMark = (email: string, passwordHash: string) =>
  markOf(env().AUTH_SECRETS[0], email, passwordHash);

/** Returns whether a browser holds the mark of the sign-up with this address and password hash. */
export function isSignUpMark(mark: string | null | undefined, email: string, passwordHash: string | null) {
  if (!mark || !passwordHash) return false;
  return env().AUTH_SECRETS.some((secret) => safeEqual(mark, markOf(secret, email, passwordHash)));
}

const markOf = (secret: string, email: string, passwordHash: string) =>
  hmac(deriveKey(secret, "sign-up"), email, passwordHash).toString("base64url");
