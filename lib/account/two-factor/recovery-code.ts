import { randomBytes } from "node:crypto";
import { hmac } from "#lib/crypto/hash.ts";

/** Crockford's base32 has no I, L, O or U, so that a code is read one way aloud or on paper. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 16;

/** The number of codes a user gets at once, and the number left at which reminders begin. */
export const RECOVERY_CODES = 10;
export const FEW_RECOVERY_CODES = 3;

/** Returns a new code of 80 random bits, in groups of four: "7K3M-9QXR-0D5T-VW2A". */
export function newRecoveryCode(): string {
  // 32 divides 256, so no letter is likelier than another.
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => alphabet[byte % 32]);
  return (letters.join("").match(/.{4}/g) ?? []).join("-");
}

/** Normalises a typed code: any case, with or without separators, O for 0, I or L for 1. Null when it cannot be a code. */
export function readRecoveryCode(typed: string): string | null {
  const code = typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\p{Dash_Punctuation}._]/gu, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : null;
}

/**
 * Returns the stored hash of a code: HMAC-SHA-256 of its user and of the code as readRecoveryCode() returns it. The
 * table is useless without the key ring, and a row moved to another user matches nothing (ASVS 6.5.2).
 */
export const recoveryCodeHash = (key: Buffer, userId: string, code: string): Buffer =>
  hmac(key, "recovery-code", userId, code);
