import type { Encoding } from "./encodings.ts";

/** Encodings of one byte a character that names tell apart, the likeliest first: of equal guesses the first one wins. */
const candidates = [
  ["windows-1252", "Windows-1252 (Western European)", "latin"],
  ["windows-1250", "Windows-1250 (Central European)", "latin"],
  ["macintosh", "Mac Roman (Western European)", "latin"],
  ["windows-1254", "Windows-1254 (Turkish)", "latin"],
  ["windows-1251", "Windows-1251 (Cyrillic)", "cyrillic"],
  ["koi8-r", "KOI8-R (Cyrillic)", "cyrillic"],
  ["windows-1253", "Windows-1253 (Greek)", "greek"],
  ["shift_jis", "Shift JIS (Japanese)", "east"],
  ["euc-kr", "EUC-KR (Korean)", "east"],
  ["gb18030", "GB 18030 (Chinese)", "east"],
] as const satisfies [Encoding, string, string][];

const mostBytes = 32 * 1024;

/** Returns the encoding in which these lines, which are no UTF-8, read like names. Western European where nothing tells. */
export function guessLegacy(lines: Buffer[]): { encoding: Encoding; name: string } {
  const bytes = Buffer.concat(lines).subarray(0, mostBytes);
  let best: (typeof candidates)[number] = candidates[0];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    const [encoding, , script] = candidate;
    const score = scoreOf(new TextDecoder(encoding).decode(bytes), script);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return { encoding: best[0], name: best[1] };
}

const scripts: Record<string, RegExp> = {
  latin: /\p{Script=Latin}/u,
  cyrillic: /\p{Script=Cyrillic}/u,
  greek: /\p{Script=Greek}/u,
  east: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u,
};
/** Letters beyond ASCII that names of Western Europe are full of; the others are rarer, and prove less. */
const usual = /[äöüßéèêëàâáãåçñíìîïóòôõøæœúùûýÿÄÖÜÉÈÊËÀÂÁÃÅÇÑÍÌÎÏÓÒÔÕØÆŒÚÙÛÝ]/u;
const russian = /[а-яёА-ЯЁ]/u;
const halfWidth = /[\uff61-\uff9f]/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Letters of the script count for an encoding; symbols inside of words, foreign letters and capitals behind small ones against it. */
function scoreOf(text: string, script: string): number {
  const own = scripts[script] as RegExp;
  let score = 0;
  let before = "";
  for (const sign of text) {
    if (sign > "\u007f") {
      if (/[ﬀ-ﬆ]/u.test(sign)) score -= 6;
      else if (sign === "\ufffd" || (sign >= "\u0080" && sign < "\u00a0")) score -= 6;
      else if (!/\p{L}/u.test(sign)) score -= /\p{L}/u.test(before) ? 4 : 2;
      else if (!own.test(sign)) score -= 3;
      else {
        score += worthOf(sign, script);
        // KOI8-R read as Windows-1251 has its capitals and small letters exchanged.
        if (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(sign)) score -= 4;
        if (script !== "latin" && /[A-Za-z]/.test(before)) score -= 3;
      }
    } else if (script !== "latin" && /[a-z]/i.test(sign) && before > "\u007f" && own.test(before)) score -= 3;
    else if (/[a-z]/.test(sign) && before > "\u007f" && /\p{Lu}/u.test(before)) score += 0.5;
    before = sign;
  }
  // A character of two bytes is one sign where a Western reading has two.
  return script === "east" ? score * 2 : score;
}

function worthOf(sign: string, script: string): number {
  if (script === "latin") return usual.test(sign) ? 2 : 1;
  if (script === "cyrillic") return russian.test(sign) ? 2 : 0;
  if (script === "east") return halfWidth.test(sign) ? -1 : kana.test(sign) ? 3 : 1;
  return 2;
}
