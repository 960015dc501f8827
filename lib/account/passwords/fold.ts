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

/** Compatibility forms (full-width, ligatures) made plain, and lower case. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Digits and signs read as the letters they stand for. 1, ! and | stand for i or l: hence two readings. */
export function readLeet(text: string): [string, string] {
  const plain = text.replace(/[03-57-9@$+]/g, (sign) => LEET[sign] ?? sign);
  return [plain.replace(/[1!|]/g, "i"), plain.replace(/[1!|]/g, "l")];
}

/** The signs above the digits (US layout) read as those digits: `1qaz!qaz` is `1qaz1qaz`. */
export function unshift(text: string): string {
  return text.replace(/[)!@#$%^&*(]/g, (sign) => String(SHIFTED.indexOf(sign)));
}

/** Without what people append to pass a rule: everything after the last letter. */
export function stripTail(text: string): string {
  return text.replace(/\P{L}+$/u, "");
}

/** How many letters of any script. */
export function letterCount(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}
