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

test("every table says why it exists", async () => {
  const silent =
    await ownerSql()`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    and relname <> 'schema_migrations' and obj_description(oid) is null`;
  expect(silent).toEqual([]);
});
