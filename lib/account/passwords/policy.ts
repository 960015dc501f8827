import { isCommonPassword } from "./common.ts";
import { type ContextSource, contextWordIn, type PasswordContext } from "./context-words.ts";
import {
  isStorable,
  MAX_PASSWORD_BYTES,
  normalPassword,
  type PasswordRule,
  passwordBytes,
  passwordRules,
} from "./rules.ts";

export type { PasswordContext } from "./context-words.ts";
export type { PasswordRule } from "./rules.ts";

/**
 * Returns what is wrong with a new password, as one message for the user, or null when it may be used. Pass the
 * known context, because its words do not count. Only for choosing a password, never for signing in.
 */
export function checkPassword(typed: string, context: PasswordContext = {}): string | null {
  if (!isStorable(typed)) {
    return "This password holds a character that cannot be stored. Leave that character out.";
  }
  const password = normalPassword(typed);
  const bytes = passwordBytes(password);
  if (bytes > MAX_PASSWORD_BYTES) return tooLong(bytes);

  const missing = passwordRules.filter((rule) => !rule.test(password));
  if (missing.length > 0) return whatIsMissing(missing);

  const source = contextWordIn(password, context);
  if (source) return LEAVE_OUT[source];
  if (isCommonPassword(password)) {
    return "This is a password many people use, so it is guessed first. Choose another one, such as a few words that do not belong together.";
  }
  return null;
}

const LEAVE_OUT: Record<ContextSource, string> = {
  product: "Leave the name Mailneo out of your password. It is guessed first.",
  email: "Do not build your password on your email address. It is guessed first.",
  workspace: "Do not build your password on the name of your workspace. It is guessed first.",
  name: "Do not build your password on your name. It is guessed first.",
};

const ADD: Record<Exclude<PasswordRule["id"], "length">, string> = {
  uppercase: "an uppercase letter",
  lowercase: "a lowercase letter",
  number: "a number",
  special: "a special character",
};

function whatIsMissing(missing: PasswordRule[]): string {
  const kinds = missing.flatMap(({ id }) => (id === "length" ? [] : [ADD[id]]));
  const length = missing.length > kinds.length ? "Use at least 8 characters" : null;
  const list = new Intl.ListFormat("en-GB").format(kinds);
  if (!length) return `Add ${list}.`;
  return kinds.length > 0 ? `${length} and add ${list}.` : `${length}.`;
}

function tooLong(bytes: number): string {
  return (
    `This password is too long: it takes ${bytes} bytes and the limit is ${MAX_PASSWORD_BYTES}. ` +
    "Plain letters, digits and signs take 1 byte each, accented letters 2, emoji 4 or more."
  );
}
