import { readdirSync, readFileSync } from "node:fs";

export type Title = { file: string; words: string; tags: string[] };

const root = new URL("../../", import.meta.url);
const folders = ["app", "components", "db", "e2e", "lib", "scripts", "testing"];
const call =
  /\btest(?:\.describe(?:\.serial|\.parallel)?)?\(\s*(["'`])((?:(?!\1)[^\\]|\\.)*)\1,(?:\s*\{\s*tag:\s*([^}]*)\})?/g;

/** Returns the titles of all tests and groups of tests, read from their source, in the order of their files. */
export function readTitles(): Title[] {
  return folders.flatMap((folder) => testFiles(folder)).flatMap((file) => titlesIn(file, read(file)));
}

/** Returns the titles in one source text. `${…}` in a title stands for one word. */
export function titlesIn(file: string, source: string): Title[] {
  return [...source.matchAll(call)].map(([, , words = "", tags = ""]) => ({
    file,
    words,
    tags: [...tags.matchAll(/"@([^"]+)"/g)].map((tag) => tag[1] ?? ""),
  }));
}

/** Returns how many words a reader sees in a title. */
export function wordsIn(title: string): number {
  return title
    .replace(/\$\{[^}]*\}/g, "x")
    .trim()
    .split(/\s+/).length;
}

const read = (file: string) => readFileSync(new URL(file, root), "utf8");

function testFiles(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(test|spec)\.ts$/.test(file))
    .map((file) => `${folder}/${file}`)
    .sort();
}
