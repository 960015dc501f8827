const LEET: Record<string, string> = {
  "0": "o",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "+": "t",
};
const SHIFTED = ")!@#$%^&*(";

/** Replaces compatibility forms (full-width, ligatures) with plain letters, and lower-cases. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Reads digits and signs as the letters they stand for. Returns two readings, because 1, ! and | stand for i or l. */
export function readLeet(text: string): [string, string] {
  const plain = text.replace(/[03-57-9@$+]/g, (sign) => LEET[sign] ?? sign);
  return [plain.replace(/[1!|]/g, "i"), plain.replace(/[1!|]/g, "l")];
}

/** Reads the signs above the digits (US layout) as those digits: `1qaz!qaz` becomes `1qaz1qaz`. */
export function unshift(text: string): string {
  return text.replace(/[)!@#$%^&*(]/g, (sign) => String(SHIFTED.indexOf(sign)));
}

/** Removes everything after the last letter, which users append to pass a rule. */
export function stripTail(text: string): string {
  return text.replace(/\P{L}+$/u, "");
}

/** Counts the letters of any script. */
export function letterCount(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}
