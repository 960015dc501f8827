import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { plainFont } from "./woff.ts";

// From the folder that the process was started in, because a bundle has no packages beside it.
const { resolve } = createRequire(join(process.cwd(), "package.json"));

/** Typefaces in the order in which they are asked for a letter. The last one has every letter of the basic plane. */
const paths = [
  ...["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese", "devanagari"].map(
    (part) => resolve(`@fontsource/noto-sans/files/noto-sans-${part}-400-normal.woff`),
  ),
  resolve("@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff"),
  resolve("@fontsource/noto-sans-hebrew/files/noto-sans-hebrew-hebrew-400-normal.woff"),
  resolve("@fontsource/unifont/files/unifont-latin-400-normal.woff"),
];

export const fontCount = paths.length;

/** Typefaces that set letters one by one, without rules of a script. */
export const plainFonts = paths.length - 4;

/** The largest typeface that stays in memory between documents. */
const mostKept = 2 * 1024 * 1024;

const kept = new Map<number, Buffer>();

/** Returns the bytes of a typeface. A small one is read once in a process. */
export function fontFile(font: number): Buffer {
  const known = kept.get(font);
  if (known) return known;
  const bytes = plainFont(readFileSync(paths[font] ?? ""));
  if (bytes.length <= mostKept) kept.set(font, bytes);
  return bytes;
}
