import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { migrate } from "#db/migrate.ts";
import { signerOf } from "#lib/crypto/ed25519.ts";
import { env } from "#lib/env.ts";
import { openStore } from "#lib/files/store.ts";
import { dropDatabase } from "#testing/drop-database.ts";
import { ownerSql } from "#testing/factories.ts";
import { type Making, makeCheckpoint } from "./make-checkpoint.ts";
import { type Verifying, verifyLog } from "./verify-log.ts";

const secret = "a secret of the log's own databases";
const template = `mailneo_log_${randomBytes(4).toString("hex")}`;
let migrated: Promise<void> | undefined;
const addressOf = (name: string, user?: string) => {
  const url = new URL(env().DATABASE_URL);
  url.pathname = `/${name}`;
  if (user) url.username = user;
  return url.href;
};

/**
 * Returns the superuser's name; undefined when the owner is a superuser. In the embedded server it
 * is not, and both have one password.
 */
async function superuser(): Promise<string | undefined> {
  const [me] = await ownerSql()<
    { is: boolean }[]
  >`select rolsuper as is from pg_roles where rolname = current_user`;
  return me?.is ? undefined : "postgres";
}

let almighty: ReturnType<typeof postgres> | undefined;

/** Connects to the tests' shared database as superuser, which no lock stops. */
export async function superuserSql() {
  const database = new URL(env().DATABASE_URL).pathname.slice(1);
  almighty ??= postgres(addressOf(database, await superuser()), {
    max: 1,
    onnotice: () => {},
    idle_timeout: 5,
  });
  return almighty;
}

async function makeTemplate() {
  await ownerSql().unsafe(`create database ${template}`);
  await migrate({ databaseUrl: addressOf(template), secret, queues: [] });
}

/** Drops the databases' template and the roles made for it. Call it once, when the file is done. */
export async function dropTemplate() {
  if (!migrated) return;
  migrated = undefined;
  await dropDatabase(ownerSql(), template);
  await dropRoles(template);
}

async function dropRoles(database: string) {
  for (const kind of ["app", "read", "keep"])
    await ownerSql().unsafe(`drop role if exists "${database}_${kind}"`);
}

/**
 * Opens an isolated log: an empty database and a folder for its checkpoints, so that a test may
 * tamper with both. Tests give the times, so that a year passes in a moment.
 */
export async function openLog() {
  migrated ??= makeTemplate();
  await migrated;
  const name = `${template}_${randomBytes(3).toString("hex")}`;
  await ownerSql().unsafe(`create database ${name} template ${template}`);
  const sql = postgres(addressOf(name), { max: 3, onnotice: () => {} });
  const almighty = postgres(addressOf(name, await superuser()), { max: 1, onnotice: () => {} });
  const folder = await mkdtemp(join(tmpdir(), "mailneo-log-"));
  const store = openStore(`file:${folder}`);
  const by = signerOf(randomBytes(32));
  const keep = <R>(run: (tx: postgres.TransactionSql) => Promise<R>) => sql.begin(run) as Promise<R>;

  return {
    sql,
    store,
    by,
    keep,
    folder,
    url: addressOf(name),
    secret,
    /** Lets the product's own roles into this database. */
    withRoles: () => migrate({ databaseUrl: addressOf(name), secret, queues: [] }),
    /** Appends entries to a workspace's chain, a minute apart from `from` on. Returns the workspace's id. */
    async append(count: number, from: Date | string = new Date(), workspaceId: string = uuidv7()) {
      const start = new Date(from).getTime();
      await sql`select audit_make_partitions(${new Date(start)}, 1)`;
      for (let n = 0; n < count; n++)
        await sql`select audit_append_at(${uuidv7()}, ${workspaceId}, ${randomUUID()}, 'member', 'somebody', 'test.append', 'done',
          ${`target ${n}`}, ${JSON.stringify({ n })}, null, null, ${uuidv7()}, ${new Date(start + n * 60_000)})`;
      return workspaceId;
    },
    checkpoint: (when: Date | string = new Date(), making: Making = {}) =>
      makeCheckpoint({
        keep,
        store,
        by,
        believed: [by.publicKey],
        again: true,
        at: new Date(when),
        ...making,
      }),
    verify: (verifying: Partial<Verifying> = {}) =>
      keep((tx) => verifyLog({ tx, store, believed: [by.publicKey], ...verifying })),
    /** Tampers as a superuser can without being noticed, because no trigger fires. */
    tamper: (run: (tx: postgres.TransactionSql) => Promise<unknown>) =>
      almighty.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await run(tx);
      }),
    async close() {
      await Promise.all([sql.end(), almighty.end()]);
      await dropDatabase(ownerSql(), name);
      await dropRoles(name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Log = Awaited<ReturnType<typeof openLog>>;

export const morning = "2026-11-26T07:00:00.000Z";
export const at = (hour: number) => `2026-11-26T${String(hour).padStart(2, "0")}:00:00.000Z`;

/** Writes ten entries, a checkpoint over eight of them, and another chain beside it. */
export async function written(log: Log) {
  const workspaceId = await log.append(8, morning);
  await log.append(3, morning);
  await log.checkpoint(at(8));
  await log.append(2, at(9), workspaceId);
  return workspaceId;
}

/** Removes a chain's beginning as if retention had. */
export const forgedAnchor = (log: Log, workspaceId: string, seq: number, hash: string) =>
  log.tamper(async (tx) => {
    await tx`delete from audit_events where chain_id = ${workspaceId} and seq <= ${seq}`;
    await tx`update audit_chains set anchor_seq = ${seq}, anchor_hash = decode(${hash}, 'hex'), anchor_at = now() where chain_id = ${workspaceId}`;
  });

export async function hashAt(log: Log, workspaceId: string, seq: number) {
  const [row] =
    await log.sql`select encode(hash, 'hex') as hash from audit_events where chain_id = ${workspaceId} and seq = ${seq}`;
  return String(row?.hash);
}

/** Returns the entry that retention writes. */
export const retainEntry = (log: Log, workspaceId: string, seq: number, hash: string) =>
  log.sql`select audit_append_at(gen_random_uuid(), ${workspaceId}, null, 'job', 'x', 'audit_log.retain', 'done', null,
    ${JSON.stringify({ anchorSeq: seq, anchorHash: hash })}, null, null, 'x', ${at(12)})`;
