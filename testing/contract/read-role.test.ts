import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Sql, TransactionSql } from "postgres";
import { roles } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { ownerSql } from "#testing/factories.ts";

const privileges = readFileSync(new URL("../../db/privileges.sql", import.meta.url), "utf8");
const reasons = [...privileges.matchAll(/^-- reason (\w+\.\w+): \S.+$/gm)].map((match) => match[1] ?? "");
const reader = () => roles(env().DATABASE_URL, env().AUTH_SECRETS[0]).read.name;

test("the read role reads no secret-looking column without a reason", { tag: "@V8.2.3" }, async () => {
  const secretLooking = (await readableColumns(ownerSql())).filter(({ secret }) => secret);
  expect(secretLooking.map(({ name }) => name)).toEqual(reasons.toSorted());
});

test("a granted secret column without a reason is found", async () => {
  const found = await planted(async (tx) => {
    await tx.unsafe(
      `create table planted (id uuid, secret_hash text, token bytea, private_note text, api_key text)`,
    );
    await tx.unsafe(`grant select on planted to "${reader()}"`);
    return readableColumns(tx);
  });
  const unexplained = found.filter(({ name, secret }) => secret && !reasons.includes(name));
  expect(unexplained.map(({ name }) => name)).toEqual([
    "planted.api_key",
    "planted.private_note",
    "planted.secret_hash",
    "planted.token",
  ]);
});

test("the read role cannot read a new table", { tag: "@V8.2.3" }, async () => {
  const found = await planted(async (tx) => {
    await tx.unsafe("create table planted (id uuid, name text)");
    return readableColumns(tx);
  });
  expect(found.filter(({ name }) => name.startsWith("planted."))).toEqual([]);
  expect(privileges).not.toMatch(/grant [^;]*on all tables[^;]*:"read"/);
});

test("the read role is granted columns by name, never whole tables", async () => {
  const whole = await ownerSql()<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and has_table_privilege(${reader()}, c.oid, 'select')`;
  expect(whole).toEqual([]);
});

/** Columns the read role may select, as "table.column" in order; `secret`: of type bytea, or named like a secret. */
function readableColumns(sql: Sql | TransactionSql) {
  return sql<{ name: string; secret: boolean }[]>`
    select c.relname || '.' || a.attname as name,
      a.atttypid = 'bytea'::regtype or a.attname ~ '(_hash$|^secret|_key$|^private_)' as secret
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      and has_column_privilege(${reader()}, c.oid, a.attnum, 'select')
    order by c.relname::text collate "C", a.attname::text collate "C"`;
}

class RolledBack extends Error {}

/** Runs `plant` in a transaction of the owner that is rolled back, and returns its result. */
async function planted<R>(plant: (tx: TransactionSql) => Promise<R>): Promise<R> {
  let result: R | undefined;
  await ownerSql()
    .begin(async (tx) => {
      result = await plant(tx);
      throw new RolledBack();
    })
    .catch((error) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  return result as R;
}
