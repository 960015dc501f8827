import { domainToASCII, domainToUnicode } from "node:url";

const asciiLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

// Letters, marks, digits and hyphens are what a label may hold before it is written in punycode. The middle
// dots and joiners that IDNA allows in some scripts are left out, because they only occur in spoofs.
const labelCharacters = /^[\p{L}\p{M}\p{Nd}-]+$/u;

/**
 * Returns a host name in its ASCII form (IDNA, lower case, no trailing dot), or null when it is not one. It
 * needs two labels or more, the last not numeric, so that no IP literal in any notation passes.
 */
export function asciiDomain(text: string): string | null {
  if (text.length === 0 || text.length > 253) return null;
  const labels = text.replace(/[。．｡]/g, ".").split(".");
  // domainToASCII cuts at "/", "?" and "#" and undoes percent-encoding, so only plain label characters may
  // reach it.
  if (!labels.every((label) => labelCharacters.test(label))) return null;

  const ascii = domainToASCII(labels.join("."));
  const asciiLabels = ascii.split(".");
  if (ascii.length > 253 || asciiLabels.length < 2) return null;
  if (!asciiLabels.every((label) => asciiLabel.test(label))) return null;
  if (/^\d+$/.test(asciiLabels.at(-1) ?? "")) return null;
  return asciiLabels.every(decodes) ? ascii : null;
}

// domainToASCII passes an all-ASCII name through unread, even when its punycode decodes to nothing.
function decodes(label: string): boolean {
  if (!label.startsWith("xn--")) return true;
  const unicode = domainToUnicode(label);
  return !/^$|^xn--/.test(unicode) && domainToASCII(unicode) === label;
}

/** Returns the domain as a user reads it: `bücher.example` for `xn--bcher-kva.example`. */
function readableDomain(ascii: string): string {
  return domainToUnicode(ascii) || ascii;
}

/**
 * Returns true when a label of this domain is made to be misread (UTS 39, 5.1 and 5.2). Such a label mixes
 * letters of two alphabets ("pаypal" with a Cyrillic а). Or it has only Cyrillic letters that all look Latin,
 * under a Latin ending.
 */
export function looksSpoofed(ascii: string): boolean {
  const labels = readableDomain(ascii).split(".");
  const latinEnding = /^[a-z0-9-]+$/.test(labels.at(-1) ?? "");
  return labels.some((label) => mixesAlphabets(label) || (latinEnding && latinLookAlike.test(label)));
}

const latinLookAlike = /^(?=.*\p{Script=Cyrillic})[асԁеһіјӏорԛѕԝхуѵ\d-]+$/u;

const scripts = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Armenian",
  "Hebrew",
  "Arabic",
  "Syriac",
  "Thaana",
  "Devanagari",
  "Bengali",
  "Gurmukhi",
  "Gujarati",
  "Oriya",
  "Tamil",
  "Telugu",
  "Kannada",
  "Malayalam",
  "Sinhala",
  "Thai",
  "Lao",
  "Tibetan",
  "Myanmar",
  "Georgian",
  "Ethiopic",
  "Khmer",
  "Mongolian",
];
const alphabets = [
  ...scripts.map((script) => new RegExp(`^[\\p{scx=${script}}\\p{sc=Common}\\p{sc=Inherited}]+$`, "u")),
  // UTS 39 "highly restrictive": the three East Asian systems are written together with Latin.
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Common}\p{sc=Inherited}]+$/u,
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Hangul}\p{sc=Common}\p{sc=Inherited}]+$/u,
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Bopomofo}\p{sc=Common}\p{sc=Inherited}]+$/u,
];

/** Returns true when a word mixes letters of alphabets that no language writes together. */
export function mixesAlphabets(word: string): boolean {
  return !alphabets.some((alphabet) => alphabet.test(word));
}
