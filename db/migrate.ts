import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { PgBoss } from "pg-boss";
import postgres from "postgres";
import { roles } from "./client.ts";

const folder = new URL("./migrations/", import.meta.url);
const lock = 0x6d61696c; // "mail": one migration at a time, whoever starts it

/** This release and this database do not fit. `message` is for the person who starts it. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/**
 * Brings the database to this release: roles, SQL migrations in order, the job queue's tables, privileges. Safe to run from many
 * machines at once and again at every start. `ringKeys` are the key ring's ids that what is stored needs. `databaseUrl` signs in as the owner; `secret` is AUTH_SECRET.
 * @throws MigrationRefused when a newer release was here, a migration that ran was edited since, or the server is older than PostgreSQL 15.
 */
export async function migrate({
  databaseUrl,
  secret,
  queues,
  log = () => {},
}: {
  databaseUrl: string;
  secret: string;
  queues: readonly { name: string; options?: object }[];
  log?: (line: string) => void;
}): Promise<{ applied: string[]; ringKeys: string[] }> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {}, connect_timeout: 15 });
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
    const names = await ensureRoles(sql, databaseUrl, secret);
    const applied = await runMigrations(sql, log);
    await boss.start();
    for (const { name, options } of queues) await boss.createQueue(name, options);
    await boss.stop({ graceful: false });
    await grant(sql, names);
    const ringKeys = await sql<
      { id: string }[]
    >`select distinct ring_key_id as id from data_keys order by id limit 100`;
    return { applied, ringKeys: ringKeys.map(({ id }) => id) };
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
    // A derived password has only base64url characters, and a role's name is quoted: nothing to escape.
    await sql.unsafe(
      `${verb} role ${quoted(role.name)} ${found ? "login" : attributes} password '${role.password}'`,
    );
    await sql.unsafe(`grant connect on database ${quoted(database)} to ${quoted(role.name)}`);
    // Compiling a statement of ours took 4 s of the 4 s it ran: nothing here reads enough for it to pay.
    await sql.unsafe(`alter role ${quoted(role.name)} set jit = off`);
  }
  await sql.unsafe(`alter role ${quoted(read.name)} set default_transaction_read_only = on`);
  return { app: app.name, read: read.name, keep: keep.name };
}

async function runMigrations(sql: Sql, log: (line: string) => void) {
  await sql`create table if not exists schema_migrations (
    name text primary key, hash text not null, applied_at timestamptz not null default now())`;
  const done = new Map(
    (await sql<{ name: string; hash: string }[]>`select name, hash from schema_migrations`).map((r) => [
      r.name,
      r.hash,
    ]),
  );
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const unknown = [...done.keys()].find((name) => !files.includes(name));
  if (unknown)
    throw new MigrationRefused(
      `This database was made by a newer Mailneo (it has ${unknown}). Start that release instead.`,
    );

  const applied: string[] = [];
  for (const name of files) {
    const text = await readFile(new URL(name, folder), "utf8");
    const hash = createHash("sha256").update(text).digest("hex");
    const before = done.get(name);
    if (before === hash) continue;
    if (before)
      throw new MigrationRefused(`Migration ${name} was edited after it ran. Write a new one instead.`);
    await sql.begin(async (tx) => {
      await tx.unsafe(text);
      await tx`insert into schema_migrations (name, hash) values (${name}, ${hash})`;
    });
    log(`Applied ${name}`);
    applied.push(name);
  }
  return applied;
}

async function grant(sql: Sql, names: { app: string; read: string; keep: string }) {
  const text = await readFile(new URL("./privileges.sql", import.meta.url), "utf8");
  const app = quoted(names.app);
  await sql.unsafe(
    text
      .replaceAll(':"app"', app)
      .replaceAll(':"read"', quoted(names.read))
      .replaceAll(':"keep"', quoted(names.keep)),
  );
  await sql.unsafe(`
    grant usage on schema pgboss to ${app};
    grant select, insert, update, delete on all tables in schema pgboss to ${app};
    grant execute on all routines in schema pgboss to ${app};
    grant usage on all sequences in schema pgboss to ${app};`);
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
