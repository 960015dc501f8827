import { deriveKey, hmac, safeEqual } from "#lib/crypto/hash.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";

const MOST_PEOPLE = 5;
const form = /^[A-Za-z0-9_-]{22}(\.[A-Za-z0-9_-]{22}){1,5}$/;

/**
 * Returns the device id if `userId` has signed in with this browser, otherwise null. The cookie holds a random id,
 * then a mark for each such user, newest first. Only a sign-in makes a mark, so that an attacker gets no rate-limit
 * bucket of their own against another user's account.
 */
export function knowsDevice(cookie: string | null | undefined, userId: string): string | null {
  const [device, ...marks] = parse(cookie);
  if (!device) return null;
  const known = env().AUTH_SECRETS.some((secret) =>
    marks.some((mark) => safeEqual(mark, markOf(secret, device, userId))),
  );
  return known ? device : null;
}

/** Returns the cookie to set after `userId` signed in with this browser. */
export function rememberDevice(cookie: string | null | undefined, userId: string): string {
  const [device = randomToken(16), ...marks] = parse(cookie);
  const mark = markOf(env().AUTH_SECRETS[0], device, userId);
  return [device, ...new Set([mark, ...marks])].slice(0, 1 + MOST_PEOPLE).join(".");
}

const parse = (cookie: string | null | undefined) => (cookie && form.test(cookie) ? cookie.split(".") : []);

const markOf = (secret: string, device: string, userId: string) =>
  hmac(deriveKey(secret, "device"), device, userId).subarray(0, 16).toString("base64url");
