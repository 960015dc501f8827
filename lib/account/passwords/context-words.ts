import { isCommonPassword } from "./common.ts";
import { fold, letterCount, readLeet } from "./fold.ts";
import { MIN_PASSWORD_LENGTH } from "./rules.ts";

/** What an attacker knows about the user. A password must not rest on it (ASVS 6.1.2, 6.2.11). */
export type PasswordContext = { email?: string; name?: string; workspaceName?: string | string[] };

export type ContextSource = "product" | "email" | "workspace" | "name";

const PRODUCT = "mailneo";
const MIN_WORD_LENGTH = 4;
const MIN_LETTERS_LEFT = 4;

/**
 * Returns the source of the word that a password relies on, or null. The product's name is refused anywhere. Other
 * words of 4 letters and more do not count, so the rest must be strong enough alone.
 */
export function contextWordIn(password: string, context: PasswordContext): ContextSource | null {
  const words = contextWords(context);
  const folded = plain(password);
  for (const form of new Set([folded, ...readLeet(folded)])) {
    if (form.includes(PRODUCT)) return "product";
    const source = weakWithout(form, words);
    if (source) return source;
  }
  return null;
}

function weakWithout(form: string, words: [string, ContextSource][]): ContextSource | null {
  let found: ContextSource | null = null;
  let rest = form;
  for (const [word, source] of words) {
    if (!rest.includes(word)) continue;
    found ??= source;
    rest = rest.replaceAll(word, "");
  }
  return found && isWeak(rest) ? found : null;
}

function isWeak(rest: string): boolean {
  return (
    [...rest].length < MIN_PASSWORD_LENGTH || letterCount(rest) < MIN_LETTERS_LEFT || isCommonPassword(rest)
  );
}

// Longest first, so that "annasmith" is removed before "anna" can split it.
function contextWords({ email, name, workspaceName }: PasswordContext): [string, ContextSource][] {
  const [local = "", domain = ""] = (email ?? "").split("@");
  const words = new Map<string, ContextSource>();
  const add = (source: ContextSource, text: string) => {
    const pieces = plain(text).split(/[^\p{L}\p{N}]+/u);
    for (const word of [...pieces, pieces.join(""), plain(text)]) {
      if (word.length >= MIN_WORD_LENGTH && !words.has(word)) words.set(word, source);
    }
  };
  add("email", local);
  for (const label of domain.split(".").slice(0, -1)) add("email", label);
  for (const each of [workspaceName ?? []].flat()) add("workspace", each);
  add("name", name ?? "");
  return [...words].sort(([a], [b]) => b.length - a.length);
}

// Removes accents, because "José" is guessed from "jose" and the other way round.
function plain(text: string): string {
  return fold(text.normalize("NFKD").replace(/\p{M}/gu, ""));
}
