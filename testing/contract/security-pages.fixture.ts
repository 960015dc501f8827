import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { projectFile, projectRoot } from "../project-files.ts";

/** One row of a table whose last column is "In the code": what the page says, and where the code says it. */
export type Fact = { page: string; what: string; value: string; file: string; symbol: string };

/** Returns the facts of a page: rows `| what | value | … | \`file\` \`symbol\` |` below a head that ends with "In the code". */
export function factsOf(page: string, text: string): Fact[] {
  let inFacts = false;
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("|")) inFacts = false;
    if (/\| In the code \|$/.test(line)) inFacts = true;
    const place = /\| `([^`]+)` `([^`]+)` \|$/.exec(line);
    if (!inFacts || /^\| --- /.test(line) || /In the code \|$/.test(line)) return [];
    const [what = "", value = ""] = line.slice(2).split(" | ");
    return [{ page, what, value, file: place?.[1] ?? "", symbol: place?.[2] ?? "" }];
  });
}

/** Returns what is wrong with a fact; null when the code says the same. */
export function disagreement({ page, what, value, file, symbol }: Fact, source: string): string | null {
  const wrong = (why: string) => `${page}: ${what}: ${why}`;
  if (!file) return wrong("names no file and symbol");
  if (/[ '"$]/.test(symbol)) {
    const number = /[\d,_.]+/.exec(value)?.[0] ?? value;
    if (!source.includes(symbol)) return wrong(`${file} does not hold ${symbol}`);
    return symbol.includes(number) ? null : wrong(`says ${value}, the code ${symbol}`);
  }
  const found = numberAt(source, symbol);
  if (found === null) return wrong(`${file} holds no number ${symbol}`);
  const said = quantity(value);
  if (said === null) return wrong(`"${value}" is no quantity`);
  return meanings(symbol, found).includes(said) ? null : wrong(`says ${value}, the code ${found}`);
}

/** Returns the number that a name stands for in a source text; `a.b` is the field b of the object a. */
export function numberAt(source: string, symbol: string): number | null {
  const [name = "", ...fields] = symbol.split(".");
  let at = startOf(source, 0, name);
  for (const field of fields) at = at === null ? null : startOf(source, at, field);
  if (at === null) return null;
  const [written = ""] = /^[^,;}\n]*/.exec(source.slice(at)) ?? [];
  const expression = written
    .replace(/\/\/.*/, "")
    .replace(/[_ )]|as const/g, "")
    .replace(/\(/g, "");
  if (/^[\d.+*/-]+$/.test(expression)) return Number(new Function(`return ${expression}`)());
  if (/^\w+$/.test(expression)) return numberAt(source, expression);
  const product = /^(\d+)\*(\w+)$/.exec(expression);
  const factor = product?.[2] ? numberAt(source, product[2]) : null;
  return product && factor !== null ? Number(product[1]) * factor : null;
}

function startOf(source: string, from: number, name: string): number | null {
  const found = new RegExp(`(?<![\\w.])${name}(?:: [^=\\n{]+ = |: | = )`, "g");
  found.lastIndex = from;
  const match = found.exec(source);
  return match ? match.index + match[0].length : null;
}

const units: Record<string, number> = {
  ms: 0.001,
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
};

/** Returns "30 days" in seconds, "10 MB" in bytes and "1,000 rows" as 1000. */
function quantity(value: string): number | null {
  const [, digits, unit = ""] = /^([\d,.]+) ?(\w*)/.exec(value) ?? [];
  return digits
    ? Number(digits.replaceAll(",", "")) * (units[unit] ?? units[unit.replace(/s$/, "")] ?? 1)
    : null;
}

/** What a number may mean by the unit that its name ends with. A name without a unit is plain, seconds or milliseconds. */
function meanings(symbol: string, found: number): number[] {
  if (/(ms|milliseconds)(\.|$)/i.test(symbol)) return [found / 1000];
  for (const unit of ["minute", "hour", "day"])
    if (new RegExp(`${unit}s$`, "i").test(symbol)) return [found, found * (units[unit] ?? 1)];
  return /seconds|maxAge|bytes/i.test(symbol) ? [found] : [found, found / 1000];
}

/**
 * Compares the part of a page between `<!-- from the code: name -->` and `<!-- end -->` with what the code says. `-u` writes
 * it anew.
 */
export function expectPart(page: string, name: string, lines: string[]): void {
  const { config } = test.info();
  const [start, end] = [`<!-- from the code: ${name} -->\n\n`, "\n\n<!-- end -->"];
  const text = projectFile(page);
  const from = text.indexOf(start);
  expect(from, `${page} has a part "${name}"`).toBeGreaterThanOrEqual(0);
  const [before, after] = [text.slice(0, from + start.length), text.slice(text.indexOf(end, from))];
  const anew = `${before}${lines.join("\n")}${after}`;
  if (config.updateSnapshots === "changed" || config.updateSnapshots === "all") {
    if (anew === text) return;
    const path = join(projectRoot, page);
    // Renamed into place, because another test may read the page at the same time.
    writeFileSync(`${path}.new`, anew);
    renameSync(`${path}.new`, path);
  } else expect(text, `${page}: -u writes it anew`).toBe(anew);
}

/** Returns the lines of a table. */
export function tableOf(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
