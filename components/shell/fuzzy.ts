/**
 * How well `query` finds `text`: 0 when its letters are not all there in order; more for whole words, starts of
 * words and letters that follow each other.
 */
export function fuzzyScore(query: string, text: string) {
  const wanted = fold(query).replaceAll(/\s+/g, " ").trim();
  const given = fold(text);
  if (!wanted) return 1;
  const whole = given.indexOf(wanted);
  if (whole >= 0 && startsWord(given, whole)) return 3000 - whole;
  const initials = given.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)?.join("") ?? "";
  if (initials.startsWith(wanted)) return 2000;
  if (whole >= 0) return 1000 - whole;

  let score = 0;
  let from = 0;
  let run = 0;
  for (const letter of wanted) {
    if (letter === " ") continue;
    const at = given.indexOf(letter, from);
    if (at < 0) return 0;
    run = at === from ? run + 1 : 1;
    score += run + (startsWord(given, at) ? 8 : 0);
    from = at + 1;
  }
  return score;
}

function startsWord(text: string, at: number) {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
}

function fold(text: string) {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
