import { readdirSync, readFileSync } from "node:fs";

export type Import = { file: string; of: string };

const root = new URL("../../", import.meta.url);
const folders = ["app", "components", "lib", "db", "testing"];
const loose = ["proxy.ts", "instrumentation.ts"];

/** Tests, and what only tests load: they may import factories, and whatever they test. */
export const forTests = (file: string) => /(\.test|\.fixture|\.cases?|\.seeds?)\.tsx?$/.test(file);

/** Returns every import of the project's own folders: static, dynamic and of types. Paths begin at the project's root. */
export const allImports = (): Import[] => [...folders.flatMap(filesIn), ...loose].flatMap(importsOf);

export function filesIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath.replace(/\/$/, "")}/${entry.name}`.replace(root.pathname, ""));
}

export const source = (file: string) => readFileSync(new URL(file, root), "utf8");

function importsOf(file: string): Import[] {
  const found = source(file).matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g);
  return [...found].map((match) => ({ file, of: resolved(file, match[1] ?? "") }));
}

function resolved(file: string, of: string): string {
  if (of.startsWith("#")) return of.slice(1);
  if (!of.startsWith(".")) return of;
  return new URL(of, new URL(file, "file:///")).pathname.slice(1);
}
