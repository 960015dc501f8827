import { Secret, TOTP } from "otpauth";

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;

/** A new secret, base32 without padding: 160 bits (RFC 4226 §4 R6), what every authenticator app takes. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/**
 * The 30-second step a 6-digit code belongs to (RFC 6238), one step of drift either way, or null for a wrong one. The step must then be
 * spent, or the code is good twice. `now` in milliseconds.
 */
export function totpStepOf(secret: string, code: string, now = Date.now()): number | null {
  // Only ASCII digits: validate() throws on the full-width ones that \d of some engines takes.
  if (!/^[0-9]{6}$/.test(code)) return null;
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}

/** The code of a moment, for tests that stand in for the authenticator app. */
export function totpCodeAt(secret: string, now = Date.now()): string {
  return totpOf(secret).generate({ timestamp: now });
}

/** What the QR code says (Key URI format). It holds the secret: never logged, never cached. */
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
