import { AppError, type Work } from "#lib/core/errors.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { deriveKey, hmac, safeEqual, sha256 } from "#lib/crypto/hash.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";

/** About 65,000 SHA-256 in the page: a second for one browser, too much for a flood. */
const BITS = 16;
/** A browser without scripts waits instead. */
const WAIT_SECONDS = 15;
const GOOD_SECONDS = 600;
const once = { name: "sign-in:proof", max: 1, windowSeconds: GOOD_SECONDS };

/**
 * Returns a challenge for this network. Its answer is a nonce so that SHA-256 of `challenge.nonce` begins with `bits` zero
 * bits. The challenge alone is good too once `waitSeconds` have passed, because browsers without scripts cannot compute.
 * `now` in milliseconds.
 */
export function issueWork(ip: string | null, now = Date.now()): Work {
  const body = `${now.toString(36)}.${randomToken(16)}`;
  const [secret] = env().AUTH_SECRETS;
  return { challenge: `${body}.${mark(secret, body, ip)}`, bits: BITS, waitSeconds: WAIT_SECONDS };
}

/**
 * Returns whether `answer` proves work or patience: for this network, within ten minutes, once on all machines.
 * @throws AppError unavailable when its use cannot be counted.
 */
export async function spendWork(answer: string | null | undefined, ip: string | null, now = Date.now()) {
  const [at = "", random = "", marked = "", nonce] = answer?.split(".") ?? [];
  const body = `${at}.${random}`;
  if (!env().AUTH_SECRETS.some((secret) => safeEqual(marked, mark(secret, body, ip)))) return false;
  const age = (now - Number.parseInt(at, 36)) / 1000;
  if (!(age >= 0 && age <= GOOD_SECONDS)) return false;
  const worked =
    nonce !== undefined && leadingZeroBits(sha256(Buffer.from(`${body}.${marked}.${nonce}`))) >= BITS;
  if (!worked && age < WAIT_SECONDS) return false;
  try {
    await takeAttempt(once, body);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "tooOften") return false;
    throw error;
  }
}

function leadingZeroBits(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte !== 0);
  return at === -1 ? bytes.length * 8 : at * 8 + Math.clz32(bytes[at] ?? 0) - 24;
}

const mark = (secret: string, body: string, ip: string | null) =>
  hmac(deriveKey(secret, "sign-in-work"), body, addressRange(ip) ?? "unknown")
    .subarray(0, 16)
    .toString("base64url");
