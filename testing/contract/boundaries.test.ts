import { expect, test } from "@playwright/test";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { borrowedWrongly, borrowers } from "./borrowers.fixture.ts";
import { circles, goesUp, isLost, roomOf, samples, wingOf } from "./import-order.fixture.ts";
import { breaks, rules } from "./import-rules.fixture.ts";
import { allImports, filesIn, forTests, type Import, source } from "./imports.fixture.ts";

const imports = allImports();
const words = ({ file, of }: Import) => `${file} imports ${of}`;

for (const rule of rules) {
  test(`boundary: ${rule.name}`, () => {
    expect(imports.filter((each) => breaks(rule, each)).map(words)).toEqual([]);
    expect(breaks(rule, rule.planted), `planted: ${words(rule.planted)}`).toBe(true);
  });
}

test("boundary: components take types from lib, and what a browser may run", () => {
  const allowed = /^lib\/(account\/passwords\/rules|core\/cut-text)\.ts$/;
  const valuesOfLib = (text: string) =>
    [...text.matchAll(/^import (?!type)[^;]*? from "#(lib\/[^"]+)"/gms)]
      .map((match) => match[1] ?? "")
      .filter((of) => !allowed.test(of));
  const broken = filesIn("components").flatMap((file) =>
    valuesOfLib(source(file)).map((of) => words({ file, of })),
  );
  expect(broken).toEqual([]);
  expect(valuesOfLib('import { listContacts } from "#lib/audience/contacts/list.ts";')).toHaveLength(1);
});

test("boundary: every wing imports only what stands to its right", () => {
  expect(imports.filter(goesUp).map(words)).toEqual([]);
  expect([...new Set(imports.map(({ file }) => file))].filter(isLost), "without a place").toEqual([]);
});

test("boundary: the order of the wings refuses each planted import upward", () => {
  for (const [at, line] of samples.entries())
    for (const of of line)
      for (const [from, others] of samples.entries())
        for (const file of others) expect(goesUp({ file, of }), words({ file, of })).toBe(from > at);
  expect(isLost("lib/marketing/banners/show.ts")).toBe(true);
});

test("boundary: no wing, room or file imports in a circle", () => {
  for (const of of [wingOf, roomOf, (path: string) => path]) expect(circles(imports, of)).toEqual([]);
});

test("boundary: a planted circle of wings, rooms or files is found", () => {
  const [leave, rename] = ["lib/team/members/leave.ts", "lib/integrations/api-keys/rename.ts"];
  const planted = (...paths: string[]): Import[] =>
    paths.map((file, at) => ({ file, of: paths[(at + 1) % paths.length] ?? "" }));
  expect(circles(planted(leave, rename), wingOf)).toEqual([["lib/integrations", "lib/team"]]);

  const [room, other] = ["lib/team/members", "lib/team/invitations"];
  const through = planted(`${room}/leave.ts`, `${other}/cancel.ts`).concat(
    planted(`${other}/open.ts`, `${room}/rules.ts`),
  );
  expect(circles(through, roomOf)).toEqual([[other, room]]);
  const three = [`${room}/a.ts`, `${room}/b.ts`, `${room}/c.ts`];
  expect(circles(planted(...three), (path) => path)).toEqual([three]);
});

test("boundary: core lends a statement only to listed borrowers", () => {
  expect(borrowedWrongly(imports)).toEqual([]);
  const [first = ""] = Object.keys(borrowers);
  const planted = { file: "lib/audience/contacts/list.ts", of: "lib/core/database/single.ts" };
  expect(borrowedWrongly([...imports, planted])).toEqual([`${planted.file} single is not lent`]);
  const without = imports.filter(({ file }) => file !== first);
  expect(borrowedWrongly(without)).toContain(`${first} lookup is not used`);
});

test("boundary: core names only tables of audit, keys, attempts and answers", async () => {
  const tables = await tableNames();
  expect(tables.size).toBeGreaterThan(20);
  const broken = filesIn("lib/core")
    .filter((file) => !forTests(file))
    .flatMap((file) => tablesIn(source(file), tables).map((table) => `${file} names ${table}`));
  expect(broken).toEqual([]);
  const planted = ["sql`select 1 from sessions`", 'import { users } from "#db/schema/users.ts";'];
  expect(planted.flatMap((text) => tablesIn(text, tables))).toEqual(["sessions", "users"]);
});

test("boundary: a transaction has one type without aliases", () => {
  const alias = /\["(tx|db)"\]|\btype (Transaction|Tx)\b(?! *[,}])|Parameters<\s*Parameters</;
  const home = "lib/core/database/transaction.ts";
  expect(filesIn("lib").filter((file) => file !== home && alias.test(source(file)))).toEqual([]);
  expect(alias.test('tx: CommandContext<never>["tx"],')).toBe(true);
  expect(alias.test(source(home))).toBe(true);
});

const ofCore = [
  "audit_events",
  "data_keys",
  "person_keys",
  "attempt_counters",
  "command_results",
  "folded_refusals",
];

/** Every table of the schema: its name in SQL, and the names it is exported by. */
async function tableNames(): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const file of filesIn("db/schema"))
    for (const [exported, value] of Object.entries(await import(`#${file}`)))
      if (is(value, PgTable)) names.set(exported, getTableConfig(value).name);
  return names;
}

function tablesIn(text: string, tables: Map<string, string>): string[] {
  const code = text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, "");
  const inSql = [...code.matchAll(/\b(?:from|into|update|join)\s+([a-z_]+)/g)].map((match) => match[1] ?? "");
  const imported = [...code.matchAll(/import \{([^}]*)\} from "#db\/schema/g)]
    .flatMap((match) => (match[1] ?? "").split(","))
    .map((name) => tables.get(name.trim()) ?? "");
  const known = new Set(tables.values());
  return [...inSql, ...imported].filter((name) => known.has(name) && !ofCore.includes(name));
}
