import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// From the folder that the process was started in, because a bundle has no packages beside it.
const { resolve } = createRequire(join(process.cwd(), "package.json"));

/** Typefaces in the order in which they are asked for a character. The last one has every character of the basic plane. */
const files = [
  "latin",
  "latin-ext",
  "cyrillic",
  "cyrillic-ext",
  "greek",
  "greek-ext",
  "vietnamese",
  "devanagari",
].map((part) => resolve(`@fontsource/noto-sans/files/noto-sans-${part}-400-normal.woff`));
const others = [
  resolve("@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff"),
  resolve("@fontsource/noto-sans-hebrew/files/noto-sans-hebrew-hebrew-400-normal.woff"),
  resolve("@fontsource/unifont/files/unifont-latin-400-normal.woff"),
];

let read: Buffer[] | undefined;

/** Returns the bytes of the typefaces, read once in a process. */
export function fontFiles(): Buffer[] {
  read ??= [...files, ...others].map((path) => readFileSync(path));
  return read;
}
