import { createRequire } from "node:module";
import { fold, letterCount, readLeet, stripTail, unshift } from "./fold.ts";

const MIN_ROOT_LETTERS = 4;

const require = createRequire(import.meta.url);
let sortedHashes: Float64Array | undefined;

/**
 * Returns whether a password is a common one, or a variant: `Password1!`, `P@ssw0rd`, `Summer2026!`. Compares
 * offline with the 49,233 most used passwords, case-folded, without the tail, and with digits and signs read as
 * letters. A literal comparison would refuse next to nothing that meets the five rules.
 * @param password at most a few hundred characters; the caller has checked its length.
 */
export function isCommonPassword(password: string): boolean {
  sortedHashes ??= loadHashes();
  for (const form of formsOf(fold(password))) {
    if (contains(sortedHashes, hash53(form))) return true;
  }
  return false;
}

function formsOf(folded: string): Set<string> {
  const root = stripTail(folded);
  const forms = new Set([folded, unshift(folded), ...readLeet(folded)]);
  for (const form of [root, ...readLeet(root), ...readLeet(folded).map(stripTail)]) {
    // A shorter root says little about the rest, as "a" in "a!7#9%2$".
    if (letterCount(form) >= MIN_ROOT_LETTERS) forms.add(form);
  }
  return forms;
}

// Hashes add 0.4 MB to the list's 1.9 MB (measured); a Set of the strings would add several. Built once, in 50 ms.
function loadHashes(): Float64Array {
  const list = require("@zxcvbn-ts/language-common/src/passwords.json") as string[];
  return Float64Array.from(list, (entry) => hash53(fold(entry))).sort();
}

function contains(sorted: Float64Array, hash: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash;
}

/**
 * Returns a 53-bit hash that fits a double exactly (cyrb53, public domain). Not for secrets. Among 49,233 entries a
 * strange form matches by chance once in 1.8e11, so a good password is refused by mistake about once in 2e10
 * checks.
 */
function hash53(text: string): number {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return 4294967296 * (2097151 & h2) + (h1 >>> 0);
}
