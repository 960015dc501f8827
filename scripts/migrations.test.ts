import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { roles } from "#db/client.ts";
import { dropDatabase } from "#testing/drop-database.ts";
import { ownerSql } from "#testing/factories.ts";
import { migrateDatabase } from "./migrations.ts";
import { StartError } from "./start-error.ts";

const baseline = "0001_core.sql";

test("a database of a newer release is refused in words", async () => {
  await withDatabase([baseline, "9999_from_the_future.sql"], async (start) => {
    await expect(start()).rejects.toThrow("made by a newer Mailneo (it has 9999_from_the_future.sql)");
    await expect(start()).rejects.toBeInstanceOf(StartError);
  });
});

test("a database from before the first release is refused and kept", async () => {
  await withDatabase(["0001_foundation.sql", "0002_mail.sql"], async (start, sql, names) => {
    await sql`create table users (id uuid primary key, email text not null)`;
    await sql`insert into users values (gen_random_uuid(), 'ada@example.com')`;
    const before = await catalog(sql);
    await expect(start()).rejects.toThrow(/from before its first release \(it has 0001_foundation\.sql\)/);
    await expect(start()).rejects.toThrow(/an empty database.*DATA_DIR=\.data2 npm start/);
    await expect(start()).rejects.toBeInstanceOf(StartError);
    expect(await catalog(sql)).toEqual(before);
    expect(await sql`select email from users`).toEqual([{ email: "ada@example.com" }]);
    expect(await sql`select rolname from pg_roles where rolname = any(${names})`).toEqual([]);
  });
});

test("a migration that was edited after it ran is refused", async () => {
  await withDatabase([], async (start, sql) => {
    expect((await start()).applied[0]).toBe(baseline);
    expect((await start()).applied).toEqual([]);
    await sql`update schema_migrations set hash = 'another text' where name = '0003_team.sql'`;
    await expect(start()).rejects.toThrow("Migration 0003_team.sql was edited after it ran.");
    await expect(start()).rejects.toBeInstanceOf(StartError);
  });
});

test("every migration runs the text of every function again", async () => {
  await withDatabase([], async (start, sql) => {
    await start();
    await sql`create or replace function new_id() returns uuid language sql return null::uuid`;
    await sql`create or replace function audit_months() returns table (month date, old boolean) language sql as 'select null::date, true'`;
    await sql`grant execute on function audit_months to public`;
    await start();
    expect(await sql`select new_id() is not null as made`).toEqual([{ made: true }]);
    const [months] = await sql`select count(month)::int as found from audit_months()`;
    expect(months?.found).toBeGreaterThan(12);
    const open =
      await sql`select from pg_proc, aclexplode(proacl) a where proname = 'audit_months' and a.grantee = 0`;
    expect(open).toEqual([]);
  });
});

/** Runs a test against a database of its own, in which the migrations of these names ran. */
async function withDatabase(
  ran: string[],
  run: (
    start: () => ReturnType<typeof migrateDatabase>,
    sql: postgres.Sql,
    roleNames: string[],
  ) => Promise<void>,
) {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const name = `migrations_${randomBytes(5).toString("hex")}`;
  await ownerSql().unsafe(`create database ${name}`);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  const { app, read, keep } = roles(url.href, "");
  const names = [app, read, keep].map((role) => role.name);
  try {
    if (ran.length > 0) {
      await sql`create table schema_migrations (name text primary key, hash text not null, applied_at timestamptz default now())`;
      await sql`insert into schema_migrations ${sql(ran.map((name) => ({ name, hash: "x" })))}`;
    }
    await run(() => migrateDatabase({ ...process.env, DATABASE_URL: url.href }), sql, names);
  } finally {
    await sql.end({ timeout: 5 });
    await dropDatabase(ownerSql(), name);
    for (const role of names) await ownerSql().unsafe(`drop role if exists "${role}"`);
  }
}

const catalog = (sql: postgres.Sql) =>
  sql`select relname, relkind, relacl::text from pg_class where relnamespace = 'public'::regnamespace
    union all select nspname, 'n', nspacl::text from pg_namespace where nspname !~ '^pg_' order by 1`;
