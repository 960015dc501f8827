import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type postgres from "postgres";
import { ownerSql } from "#testing/factories.ts";

const folder = new URL("../../db/functions/", import.meta.url);

type Routine = { name: string; fixed: boolean; everybody: boolean };

/**
 * Our own functions and procedures. `fixed`: the search path is set to ours with temporary tables last, or the body was bound to its names
 * when it was made (`return`, `begin atomic`). `everybody`: PUBLIC may execute it.
 */
const routines = (sql: postgres.Sql | postgres.TransactionSql) => sql<Routine[]>`
  select p.proname as name,
    p.prosqlbody is not null or coalesce('search_path=public, pg_temp' = any (p.proconfig), false) as fixed,
    exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as everybody
  from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`;

const faults = (all: Routine[]) => ({
  movable: all.filter(({ fixed }) => !fixed).map(({ name }) => name),
  everybodys: all.filter(({ everybody }) => everybody).map(({ name }) => name),
});

test("every SQL function has a fixed search path and no PUBLIC execute", async () => {
  const all = await routines(ownerSql());
  expect(all.length).toBeGreaterThan(50);
  expect(faults(all)).toEqual({ movable: [], everybodys: [] });
});

test("a function without either is found", async () => {
  const planted = ownerSql().begin(async (sql) => {
    await sql`create function planted() returns int language sql security definer as 'select 1'`;
    await sql`create function planted_path() returns int language sql set search_path = pg_temp, public as 'select 1'`;
    await sql`revoke execute on function planted_path() from public`;
    const found = faults(await routines(sql));
    throw new Error(JSON.stringify(found));
  });
  await expect(planted).rejects.toThrow(
    JSON.stringify({ movable: ["planted", "planted_path"], everybodys: ["planted"] }),
  );
});

test("the application's roles create nothing that a search path finds", async () => {
  const able = await ownerSql()`select rolname from pg_roles
    where rolname ~ '_(app|read|keep)$' and has_schema_privilege(oid, 'public', 'create')`;
  expect(able).toEqual([]);
});

test("every function of the database has one text in db/functions", async () => {
  const inDatabase = (await routines(ownerSql())).map(({ name }) => name);
  expect(texts().sort()).toEqual(inDatabase.sort());
});

/** Names of the functions and procedures in db/functions, once for each text. */
function texts(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".sql"),
  );
  return files.flatMap((file) =>
    [
      ...readFileSync(new URL(file, folder), "utf8").matchAll(
        /^create or replace (?:function|procedure) (\w+)/gm,
      ),
    ].map(([, name = ""]) => name),
  );
}

test("the text of a function is a replacement", () => {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".sql")) continue;
    const text = readFileSync(new URL(file, folder), "utf8");
    expect(text.match(/^(create|drop|alter)(?! or replace (function|procedure) ).*/gim), file).toBeNull();
  }
});

test("a temporary table opens no account's wall", async () => {
  const words = await ownerSql()<{ name: string; qual: string }[]>`
    select tablename as name, qual from pg_policies where qual ~ 'has_table_privilege'`;
  expect(words.length).toBeGreaterThan(5);
  for (const { name, qual } of words) expect(qual).toContain(`has_table_privilege('public.${name}'::text`);
});
