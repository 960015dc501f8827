const other = 0;
const lower = 1;
const upper = 2;
const mark = 3;
const dot = 4;
const hyphen = 5;
const at = 6;

const classes = new Uint8Array(128);
for (const code of "abcdefghijklmnopqrstuvwxyz0123456789") classes[code.charCodeAt(0)] = lower;
for (const code of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") classes[code.charCodeAt(0)] = upper;
for (const code of "_+") classes[code.charCodeAt(0)] = mark;
classes[".".charCodeAt(0)] = dot;
classes["-".charCodeAt(0)] = hyphen;
classes["@".charCodeAt(0)] = at;

/**
 * Returns the normal form of an ordinary address in one pass; "" for one that needs `parseAddress`.
 * It accepts only ASCII that begins with a letter or digit, with the marks . _ + -. The domain has
 * two labels or more, no double hyphens (punycode), and a last label that begins with a letter.
 * Never returns anything `parseAddress` would not.
 */
export function simpleAddress(text: string): string {
  const size = text.length;
  if (size > 254) return "";

  let hasUpper = false;
  let before = dot;
  let i = 0;
  for (; i < size; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? (classes[code] as number) : other;
    if (kind === lower) {
      before = lower;
      continue;
    }
    if (kind === at) break;
    if (kind === other || i === 0 || (kind === dot && before === dot)) {
      if (kind !== upper) return "";
    }
    if (kind === upper) hasUpper = true;
    before = kind;
  }
  if (i === 0 || i > 64 || before === dot || i >= size) return "";

  let label = i + 1;
  let labels = 0;
  before = dot;
  for (i++; i < size; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? (classes[code] as number) : other;
    if (kind === lower) {
      before = lower;
      continue;
    }
    if (kind === upper) hasUpper = true;
    else if (kind === dot) {
      if (before === dot || before === hyphen || i - label > 63) return "";
      labels++;
      label = i + 1;
    } else if (kind !== hyphen || before === dot || before === hyphen) return "";
    before = kind;
  }
  if (labels === 0 || before === dot || before === hyphen || i - label > 63) return "";
  if (text.charCodeAt(label) < 0x3a) return "";
  return hasUpper ? text.toLowerCase() : text;
}
