import { readdirSync } from "node:fs";
import type { Case, Cases, QueryCases, Seed } from "./contract.ts";

const lib = new URL("../../lib/", import.meta.url);

/** What a noun's contract.cases.ts may export. Helpers of its other tests may stand there too. */
type NounCases = { file: string; commands: Cases; queries: QueryCases; seed: Seed | undefined };

/** The cases of every noun, found beside it: `lib/<wing>/<noun>/contract.cases.ts`. */
export const nounCases: NounCases[] = [];
for (const found of readdirSync(lib, { recursive: true, encoding: "utf8" }).sort()) {
  if (!/(^|\/)contract\.cases\.ts$/.test(found)) continue;
  const { commands = {}, queries = {}, seed } = await import(new URL(found, lib).href);
  nounCases.push({ file: `lib/${found}`, commands, queries, seed });
}

const commandCases: Cases = Object.assign({}, ...nounCases.map(({ commands }) => commands));
const queryCases: QueryCases = Object.assign({}, ...nounCases.map(({ queries }) => queries));

/** @throws Error that says where the case of a command is to be written. */
export function caseOf(name: string): Case {
  const found = commandCases[name];
  if (!found) throw new Error(missing(name, "commands"));
  return found;
}

/** @throws Error that says where the case of a query is to be written. */
export function queryCaseOf(name: string): QueryCases[string] {
  const found = queryCases[name];
  if (!found) throw new Error(missing(name, "queries"));
  return found;
}

const missing = (name: string, which: string) =>
  `${name} has no case: add "${name}" to \`${which}\` in the contract.cases.ts beside it.`;

type Named = { name: string; file: string };

/** What is wrong between the commands (or queries) there are and the cases of the nouns, in words that say how to mend it. */
export function wrongCases(
  which: "commands" | "queries",
  all: readonly Named[],
  cases: readonly Pick<NounCases, "file" | "commands" | "queries">[] = nounCases,
): string[] {
  const placed = cases.flatMap((noun) => Object.keys(noun[which]).map((name) => ({ name, file: noun.file })));
  const without = all.filter(({ name }) => !placed.some((each) => each.name === name));
  const stray = placed.filter(({ name, file }) => {
    const its = all.find((each) => each.name === name);
    return its ? folderOf(its.file) !== folderOf(file) : true;
  });
  const twice = placed.filter(({ name }, at) => placed.findIndex((each) => each.name === name) !== at);
  return [
    ...without.map(({ name, file }) => `${folderOf(file)}/contract.cases.ts: add "${name}" to \`${which}\``),
    ...stray.map(({ name, file }) => `${file}: no ${which} beside it is called "${name}"`),
    ...twice.map(({ name, file }) => `${file}: "${name}" has a case already`),
  ];
}

const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/"));
