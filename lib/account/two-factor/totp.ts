import { Secret, TOTP } from "otpauth";

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;

/** Returns a new secret in base32 without padding: 160 bits (RFC 4226 §4 R6), which every authenticator app accepts. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/**
 * Returns the 30-second step of a 6-digit code (RFC 6238), one step of drift either way, or null for a wrong code.
 * The caller must then spend the step, otherwise the code is good twice. `now` in milliseconds.
 */
export function totpStepOf(secret: string, code: string, now = Date.now()): number | null {
  // Only ASCII digits, because validate() throws on full-width ones, which \d matches in some engines.
  if (!/^[0-9]{6}$/.test(code)) return null;
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}

/** Returns the code at a time, for tests that stand in for the authenticator app. */
export function totpCodeAt(secret: string, now = Date.now()): string {
  return totpOf(secret).generate({ timestamp: now });
}

/** Returns the content of the QR code (Key URI format). It holds the secret, so it is never logged or cached. */
export function totpUri(secret: string, email: string): string {
  return totpOf(secret, email).toString();
}

const totpOf = (secret: string, label = "") =>
  new TOTP({
    issuer: "Mailneo",
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
