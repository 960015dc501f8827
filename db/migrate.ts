import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { roles } from "./client.ts";

const here = (path: string) => new URL(`./${path}`, import.meta.url);
const baseline = "0001_core.sql";
const lock = 0x6d61696c; // "mail" in ASCII; lets one migration run at a time across all machines

/** Thrown when this release and this database do not fit. `message` is written for the operator. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/**
 * Brings the database to this release: roles, new migrations in order, the job queue's tables, SQL functions and privileges.
 * Many machines may run it at once, and again at every start. Returns the names of the migrations it applied and the
 * ids of the ring keys that stored data needs (at most 100).
 *
 * @param databaseUrl signs in as the database's owner, past any pooler, because the lock lasts as long as the connection.
 * @param secret the first secret of AUTH_SECRET.
 * @throws MigrationRefused, with nothing changed, when the database is of a newer release or from before the first one.
 * It also refuses a migration that was edited after it ran and a server older than PostgreSQL 15.
 */
export async function migrate({
  databaseUrl,
  secret,
  queues,
  prepare = true,
  log = () => {},
}: {
  databaseUrl: string;
  secret: string;
  queues: readonly { name: string; options?: object }[];
  prepare?: boolean;
  log?: (line: string) => void;
}): Promise<{ applied: string[]; ringKeys: string[] }> {
  const sql = postgres(databaseUrl, { max: 1, prepare, onnotice: () => {}, connect_timeout: 15 });
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: "pgboss",
    max: 1,
    supervise: false,
    schedule: false,
  });
  boss.on("error", () => {});
  try {
    await sql`select pg_advisory_lock(${lock})`;
    await refuseOldServer(sql);
    const pending = await pendingMigrations(sql);
    const names = await ensureRoles(sql, databaseUrl, secret);
    await runMigrations(sql, pending, log);
    await boss.start();
    for (const { name, options } of queues) await boss.createQueue(name, options);
    await boss.stop({ graceful: false });
    await replaceFunctions(sql, names);
    const ringKeys = await sql<
      { id: string }[]
    >`select distinct ring_key_id as id from data_keys order by id limit 100`;
    return { applied: pending.map(({ name }) => name), ringKeys: ringKeys.map(({ id }) => id) };
  } finally {
    await boss.stop({ graceful: false }).catch(() => {});
    await sql.end({ timeout: 5 });
  }
}

type Sql = ReturnType<typeof postgres>;

async function refuseOldServer(sql: Sql) {
  const [row] = await sql<
    { version: number }[]
  >`select current_setting('server_version_num')::int as version`;
  if (!row || row.version < 150000) throw new MigrationRefused("Mailneo needs PostgreSQL 15 or newer.");
}

async function ensureRoles(sql: Sql, databaseUrl: string, secret: string) {
  const { database, app, read, keep } = roles(databaseUrl, secret);
  for (const role of [app, read, keep]) {
    const [found] = await sql`select 1 from pg_roles where rolname = ${role.name}`;
    const verb = found ? "alter" : "create";
    const attributes = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls";
    // Nothing needs escaping, because a derived password has only base64url characters and the role's name is quoted.
    await sql.unsafe(
      `${verb} role ${quoted(role.name)} ${found ? "login" : attributes} password '${role.password}'`,
    );
    await sql.unsafe(`grant connect on database ${quoted(database)} to ${quoted(role.name)}`);
    // JIT is off because compiling one statement took 4 s of the 4 s it ran. No statement here reads enough to
    // gain from it.
    await sql.unsafe(`alter role ${quoted(role.name)} set jit = off`);
  }
  await sql.unsafe(`alter role ${quoted(read.name)} set default_transaction_read_only = on`);
  return { app: app.name, read: read.name, keep: keep.name };
}

type Migration = { name: string; text: string; hash: string };

/** Returns the migrations this database has not seen, in order. It only reads, so that a refusal changes nothing. */
async function pendingMigrations(sql: Sql): Promise<Migration[]> {
  const done = await migrationsDone(sql);
  const files = await sqlFiles("migrations/");
  const unknown = [...done.keys()].find((name) => !files.some((file) => file.name === name));
  if (unknown && !done.has(baseline))
    throw new MigrationRefused(
      `This database was made by a Mailneo from before its first release (it has ${unknown}). This release cannot read it, and changed nothing. Set DATABASE_URL to an empty database, or keep the embedded one elsewhere: DATA_DIR=.data2 npm start`,
    );
  if (unknown)
    throw new MigrationRefused(
      `This database was made by a newer Mailneo (it has ${unknown}). Start that release instead.`,
    );
  const migrations = files.map((file) => ({
    ...file,
    hash: createHash("sha256").update(file.text).digest("hex"),
  }));
  const edited = migrations.find(({ name, hash }) => done.has(name) && done.get(name) !== hash);
  if (edited)
    throw new MigrationRefused(`Migration ${edited.name} was edited after it ran. Write a new one instead.`);
  return migrations.filter(({ name }) => !done.has(name));
}

async function migrationsDone(sql: Sql): Promise<Map<string, string>> {
  const [table] = await sql`select to_regclass('public.schema_migrations') as name`;
  if (!table?.name) return new Map();
  const rows = await sql<{ name: string; hash: string }[]>`select name, hash from public.schema_migrations`;
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

/** Runs all migrations in one transaction, after the SQL functions of `functions/before`, because tables use those. */
async function runMigrations(sql: Sql, pending: Migration[], log: (line: string) => void) {
  const functions = await sqlFiles("functions/before/");
  await sql.begin(async (tx) => {
    await tx`create table if not exists schema_migrations (
      name text primary key, hash text not null, applied_at timestamptz not null default now())`;
    for (const { text } of functions) await tx.unsafe(text);
    for (const { name, text, hash } of pending) {
      await tx.unsafe(text);
      await tx`insert into schema_migrations (name, hash) values (${name}, ${hash})`;
    }
  });
  for (const { name } of pending) log(`Applied ${name}`);
}

/** Defines every SQL function anew from its one text, then the privileges, in one transaction. */
async function replaceFunctions(sql: Sql, names: { app: string; read: string; keep: string }) {
  const functions = await sqlFiles("functions/");
  const privileges = await readFile(here("privileges.sql"), "utf8");
  const largeObjects = await readFile(here("large-objects.sql"), "utf8");
  const app = quoted(names.app);
  await sql.begin(async (tx) => {
    for (const { text } of functions) await tx.unsafe(text);
    await tx.unsafe(largeObjects);
    await tx.unsafe(
      privileges
        .replaceAll(':"app"', app)
        .replaceAll(':"read"', quoted(names.read))
        .replaceAll(':"keep"', quoted(names.keep)),
    );
    await tx.unsafe(`
      grant usage on schema pgboss to ${app};
      grant select, insert, update, delete on all tables in schema pgboss to ${app};
      grant execute on all routines in schema pgboss to ${app};
      grant usage on all sequences in schema pgboss to ${app};`);
  });
}

/** Returns the SQL files of a folder, sorted by name. */
async function sqlFiles(folder: string) {
  const names = (await readdir(here(folder))).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(here(`${folder}${name}`), "utf8") })),
  );
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
