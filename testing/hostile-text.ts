/** Texts of one million UTF-16 units, each slow for some careless reader: trims, normalising, patterns that try every start. */
export const hostileTexts: Record<string, string> = Object.fromEntries(
  Object.entries({
    blanks: " ",
    "combining marks": "\u0315\u0300",
    "marks of one class behind a letter": "a\u0301\u0327",
    digits: "9",
    zeros: "0",
    "open fields": "{{",
    "fields with blanks": "{{ a ",
    less: "<",
    tags: "<a ",
    styles: "<style",
    links: "[a](",
    targets: "[a]()",
    addresses: "https://",
    stars: "**",
    quotes: "\"'",
    "line breaks": "\r\n",
    "one star": "*",
    "stars between letters": "a*b ",
    "stars that open": "*a ",
    underscores: "_",
    brackets: "[",
    "closing brackets": "]",
    parentheses: "(",
    "pairs of brackets": "[]",
    images: "![",
    "images in images": "![a](",
    "quotes in quotes": ">",
    "quotes and items": "> - ",
    "items in items": "- ",
    "web pages": "www.",
    telephones: "tel:1",
    titles: '[a](b "',
    backslashes: "\\",
    backticks: "`",
    "blank lines": "\n \n",
    headings: "# a\u2028\n\n",
    items: "- \n",
    commas: "a,",
    "commas alone": ",",
    dots: "a.",
    "at signs": "a@",
    slashes: "/",
    colons: "re: ",
    NUL: "\0",
    "half characters": "\ud800",
    "full-width letters": "ａ",
    "right-to-left marks": "\u202e",
  }).map(([name, piece]) => [name, piece.repeat(Math.ceil(1_000_000 / piece.length)).slice(0, 1_000_000)]),
);
const inside = (before: string, filling: string, behind: string) =>
  before + filling.repeat(1_000_000 - before.length - behind.length) + behind;
Object.assign(hostileTexts, {
  "blanks between letters": inside("a", " ", "b"),
  "tabs between letters": inside("a", "\t", "b"),
  "a heading of blanks": inside("# ", " ", "a\u2028b"),
  "a style of blanks": inside('<p style="opacity:', " ", 'x">'),
  "an answer of blanks": inside("re", " ", "x"),
});

/** The first `length` units of a text, with what stands at its end where that is the point of it. */
export const cutTo = (text: string, length: number) =>
  length >= text.length ? text : text.slice(0, Math.max(0, length - 8)) + text.slice(-Math.min(8, length));

/**
 * Milliseconds of this thread's own work, the best of three, so that a loaded machine counts for nothing. They are those of the
 * machine the limits were written on: work of a known size says how much slower this one is.
 */
export function workOf(run: () => unknown, enough: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && best > enough; round++) best = Math.min(best, spent(run) / slowness());
  return best;
}

/** Milliseconds that `knownWork` takes where the limits were written. */
const KNOWN = 12;
let measured: number | undefined;

/** How many times slower this machine is than the one the limits were written on; at least 1. */
export function slowness(): number {
  measured ??= Math.max(1, Math.min(...Array.from({ length: 7 }, () => spent(knownWork))) / KNOWN);
  return measured;
}

function spent(run: () => unknown): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Looks at 900,000 characters as the readers of hostile texts do: one by one, by a pattern, by Unicode's tables. */
function knownWork(): number {
  const text = 'a b,c"d\u0301e'.repeat(20_000);
  let hash = 0;
  for (let round = 0; round < 5; round++) {
    for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0;
    hash += text.replace(/[ ,]/g, "x").normalize("NFC").length;
  }
  return hash;
}
