/** One rule of the password guide. It also runs in the browser, where the form ticks each rule as it is met. */
export type PasswordRule = {
  id: "length" | "uppercase" | "lowercase" | "number" | "special";
  label: string;
  test: (password: string) => boolean;
};

export const MIN_PASSWORD_LENGTH = 8;

/** bcrypt reads at most 72 bytes, so a longer password would be checked only in part. */
export const MAX_PASSWORD_BYTES = 72;

/**
 * The five rules. Length counts code points (ASVS 6.2.1); letters and digits of every script count, and a space
 * counts as special. Required kinds of characters depart from ASVS 6.2.5 on purpose, because the product promises
 * them.
 */
export const passwordRules: readonly PasswordRule[] = [
  {
    id: "length",
    label: `At least ${MIN_PASSWORD_LENGTH} characters`,
    test: (password) => [...password].length >= MIN_PASSWORD_LENGTH,
  },
  { id: "uppercase", label: "At least one uppercase letter", test: (password) => /\p{Lu}/u.test(password) },
  { id: "lowercase", label: "At least one lowercase letter", test: (password) => /\p{Ll}/u.test(password) },
  { id: "number", label: "At least one number", test: (password) => /\p{Nd}/u.test(password) },
  {
    id: "special",
    label: "At least one special character",
    test: (password) => /[^\p{L}\p{M}\p{N}\p{C}]/u.test(password),
  },
];

/**
 * Returns the form of a password that is checked and hashed. Keyboards write "ü" as one character or as two, and digits in
 * full or half width; NFKC makes one of them. Text that cannot be stored is returned as it is, to be refused.
 */
export function normalPassword(typed: string): string {
  return isStorable(typed) ? typed.normalize("NFKC") : typed;
}

/** Returns the bytes of a password in UTF-8, which is what bcrypt counts. */
export function passwordBytes(password: string): number {
  return new TextEncoder().encode(password).length;
}

/**
 * Returns whether every character can be stored as typed: no NUL, and no half of a surrogate pair (it would become
 * U+FFFD).
 */
export function isStorable(password: string): boolean {
  return password.isWellFormed() && !password.includes("\0");
}
