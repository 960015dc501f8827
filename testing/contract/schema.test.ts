import { readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { getTableColumns, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { ownerSql } from "#testing/factories.ts";

const folder = new URL("../../db/schema/", import.meta.url);
const tables: PgTable[] = [];
for (const file of readdirSync(folder)) {
  for (const value of Object.values(await import(new URL(file, folder).href)))
    if (is(value, PgTable)) tables.push(value);
}

test("schema code and migrated tables are equal", async () => {
  const columns = await ownerSql()<{ table_name: string; column_name: string; required: boolean }[]>`
    select table_name, column_name, is_nullable = 'NO' as required from information_schema.columns where table_schema = 'public'`;
  const inDatabase = Object.groupBy(columns, (column) => column.table_name);
  for (const table of tables) {
    const { name } = getTableConfig(table);
    const mine = Object.values(getTableColumns(table)).map((c) => `${c.name}${c.notNull ? " required" : ""}`);
    const theirs = (inDatabase[name] ?? []).map((c) => `${c.column_name}${c.required ? " required" : ""}`);
    expect(mine.sort(), name).toEqual(theirs.sort());
  }
  const known = tables.map((table) => getTableConfig(table).name);
  const internal = ["audit_required", "schema_migrations"];
  expect(Object.keys(inDatabase).sort()).toEqual([...known, ...internal].sort());
});

test("the keys in code are the keys of the migrations", async () => {
  const keys = await ownerSql()<{ name: string; columns: string[] }[]>`
    select x.indrelid::regclass::text as name, array_agg(a.attname::text order by k.n) as columns
    from pg_index x cross join lateral unnest(x.indkey::int[]) with ordinality k (attnum, n)
    join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum
    where x.indisprimary group by x.indrelid`;
  const inDatabase = new Map(keys.map(({ name, columns }) => [name, columns]));
  for (const table of tables) {
    const { name, columns, primaryKeys } = getTableConfig(table);
    const single = columns.filter(({ primary }) => primary);
    const mine = primaryKeys[0]?.columns ?? single;
    expect(
      mine.map((column) => column.name),
      name,
    ).toEqual(inDatabase.get(name));
  }
});

test("every table says why it exists", async () => {
  const silent =
    await ownerSql()`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    and relname <> 'schema_migrations' and obj_description(oid) is null`;
  expect(silent).toEqual([]);
});
