import { cutText } from "#lib/core/cut-text.ts";

/**
 * Returns how well `query` finds `text`; 0 when one of its words is not there. A word is found at the start of a word,
 * as initials, inside a word from three letters on, as starts of following words ("impcon"), or with one slip of the
 * keyboard from five letters on. Letters that only stand somewhere in order find nothing.
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = wordsOf(query);
  if (wanted.length === 0) return 1;
  const given = wordsOf(text);
  const phrase = wanted.join(" ");
  const whole = given.join(" ");
  if (whole === phrase) return 5000;
  if (whole.startsWith(phrase)) return 4000 - whole.length;
  let score = 0;
  for (const word of wanted) {
    const found = wordScore(word, given);
    if (found === 0) return 0;
    score += found;
  }
  return score / wanted.length;
}

function wordScore(wanted: string, given: string[]): number {
  let best = 0;
  for (const [at, word] of given.entries()) {
    if (word === wanted) best = Math.max(best, 3000 - at);
    else if (word.startsWith(wanted)) best = Math.max(best, 2500 - at);
    else if (wanted.length >= 3 && word.includes(wanted)) best = Math.max(best, 1000 - at);
    else if (wanted.length >= 5 && oneSlip(wanted, word)) best = Math.max(best, 500 - at);
  }
  if (best < 2000 && wanted.length >= 2 && wanted.length <= 30 && startsOf(wanted, given)) best = 2000;
  return best;
}

/**
 * Returns whether the letters are the starts of words in order: "ea" of "Email accounts", "impcon" of "Import contacts".
 * It keeps every place the letters may have come to, so that its time is the product of both lengths.
 */
function startsOf(wanted: string, given: string[]): boolean {
  let reached = new Set([0]);
  for (const word of given) {
    const next = new Set(reached);
    for (const at of reached) {
      const length = commonStart(wanted.slice(at), word);
      for (let taken = 1; taken <= length; taken += 1) next.add(at + taken);
    }
    if (next.has(wanted.length)) return true;
    reached = next;
  }
  return false;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Returns whether one letter added, left out, changed or swapped turns `typed` into `word` or its start. */
function oneSlip(typed: string, word: string): boolean {
  const same = commonStart(typed, word);
  const rest = typed.slice(same);
  const left = word.slice(same);
  if (same < 2 || rest === "") return false;
  return (
    left.startsWith(rest.slice(1)) ||
    left.slice(1).startsWith(rest.slice(1)) ||
    left.slice(1).startsWith(rest) ||
    left.startsWith(`${rest[1] ?? ""}${rest[0]}${rest.slice(2)}`)
  );
}

const wordsOf = (text: string): string[] =>
  cutText(text, 400)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}@.+-]+/u)
    .filter(Boolean);
