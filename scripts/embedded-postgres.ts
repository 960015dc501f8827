import { randomBytes } from "node:crypto";
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { freePort, rememberedPort } from "./ports.ts";
import { type PostgresHome, postgresHome } from "./postgres-home.ts";
import { plainEnvironment, runProgram } from "./postgres-server.ts";
import type { KeeperOrders } from "./processes/postgres.ts";
import { inWords, StartError } from "./start-error.ts";
import { type Spec, type Supervisor, supervise } from "./supervisor.ts";

const major = "18";
const owner = "mailneo";
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const keeper = fileURLToPath(new URL("./processes/postgres.ts", import.meta.url));

type Options = {
  /** Folder of the data; the cluster goes to `postgres` inside it. */
  dataDir: string;
  /** Password of the superuser and of the database's owner. Letters and digits. */
  password: string;
  port?: number;
  /** False for tests: the server does not wait for the disk, and its data is deleted however it stops. */
  persistent?: boolean;
  say?: (line: string) => void;
};

export type StartedPostgres = { url: string; stop: () => Promise<void> };

/**
 * Starts the embedded Postgres of a data folder, made at the first start, on 127.0.0.1 only. The
 * URL signs in as the owner of the database `mailneo`, who is no superuser. The server stops when
 * this process ends, in whatever way.
 * @throws StartError when the folder is unreadable, or made by another major version.
 */
export async function startPostgres(
  options: Omit<Options, "password"> & { password?: string },
): Promise<StartedPostgres> {
  const password = options.password ?? randomBytes(24).toString("hex");
  mkdirSync(options.dataDir, { recursive: true, mode: 0o711 });
  const lines: string[] = [];
  const supervisor = supervise({
    print: (_, line) => lines.push(line),
    gaveUp: (_, why) => options.say?.(why),
  });
  const { url, start } = await prepareDatabase({ ...options, password });
  await start(supervisor);
  return { url, stop: () => supervisor.stop() };
}

/** Prepares the database for the caller's supervisor. Its address is known before the database responds. */
export async function prepareDatabase(options: Options) {
  const { spec, port } = await preparePostgres(options);
  const at = (user: string, database: string) =>
    `postgres://${user}:${options.password}@127.0.0.1:${port}/${database}`;
  return {
    url: at(owner, "mailneo"),
    async start(supervisor: Supervisor) {
      await supervisor.start(spec);
      await createDatabase(at("postgres", "postgres"), options.password);
      await takeLargeObjects(at("postgres", "mailneo"));
    },
  };
}

async function preparePostgres({ dataDir, password, port, persistent = true, say = () => {} }: Options) {
  try {
    const home = postgresHome(dataDir, say);
    checkFolder(home);
    if (!existsSync(home.data)) await makeCluster(home, password, persistent);
    const listen = port ?? (persistent ? await rememberedPort(dataDir, "postgres") : await freePort());
    const orders: KeeperOrders = {
      bin: home.bin,
      data: home.data,
      user: home.user,
      logFile: join(dataDir, "postgres.log"),
      args: settings(listen, persistent),
      remove: persistent ? [] : [...home.leftovers, dataDir],
    };
    const spec: Spec = {
      name: "database",
      args: [keeper],
      env: {
        ...plainEnvironment,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        MAILNEO_POSTGRES: JSON.stringify(orders),
      },
      ready: "message",
      stopWithin: 22_000,
    };
    return { spec, port: listen };
  } catch (error) {
    throw inWords(error);
  }
}

/** Explains in words what Postgres would only log. */
function checkFolder({ data }: PostgresHome) {
  if (!existsSync(data)) return;
  try {
    accessSync(data, constants.R_OK | constants.X_OK);
  } catch {
    const { uid } = lstatSync(data);
    throw new StartError(
      `The database folder ${data} cannot be read: it belongs to user ${uid}. Start Mailneo as that user, or choose another folder with DATA_DIR.`,
    );
  }
  const file = join(data, "PG_VERSION");
  const found = existsSync(file) ? readFileSync(file, "utf8").trim() : null;
  if (found === major) return;
  if (found === null) {
    throw new StartError(
      `${data} is not a database: it has no PG_VERSION. Move it away, or choose another folder with DATA_DIR.`,
    );
  }
  const older = Number(found) < Number(major);
  throw new StartError(
    `The data in ${data} was made by PostgreSQL ${found}; this Mailneo brings PostgreSQL ${major}. ${
      older
        ? `Dump it with the Mailneo release that made it, move the folder away, start again and load the dump; or run it on a PostgreSQL ${found} of your own with DATABASE_URL.`
        : "Start the newer Mailneo release that made it."
    }`,
  );
}

/**
 * Makes the cluster in a draft folder and renames it at the end, so that an interrupted first start
 * leaves nothing half-made.
 */
async function makeCluster(home: PostgresHome, password: string, persistent: boolean) {
  const draft = `${home.data}.new`;
  const passwordFile = join(dirname(home.data), `.initdb-${randomBytes(6).toString("hex")}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.user) for (const path of [draft, passwordFile]) chownSync(path, home.user.uid, home.user.gid);
  try {
    await runProgram({ ...home, data: draft }, "initdb", [
      `--pgdata=${draft}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8", // sorts the same on every machine and after every upgrade
      "--data-checksums",
      ...(persistent ? [] : ["--no-sync"]),
    ]);
    renameSync(draft, home.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function settings(port: number, persistent: boolean) {
  const values = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    max_connections: persistent ? 100 : 200,
    shared_buffers: persistent ? sharedBuffers() : "128MB",
    max_wal_size: "1GB",
    wal_compression: "on",
    checkpoint_timeout: "15min",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] ",
    // A statement may carry personal data, and the log is a plain file.
    log_min_error_statement: "panic",
    log_parameter_max_length_on_error: 0,
    cluster_name: "mailneo",
    ...(persistent
      ? {}
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "4GB" }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/**
 * An eighth of the machine's memory, from 128 MB to 1 GB. Leaving with one click went at 0.72 of its rate among a million contacts as
 * among ten thousand with 128 MB, and at 0.94 with 1 GB. Postgres takes the memory only as pages are read.
 */
function sharedBuffers(): string {
  const eighth = Math.floor(totalmem() / 8 / 2 ** 20);
  return `${Math.min(1024, Math.max(128, eighth))}MB`;
}

/** Lets the owner make roles and databases, as migrations and tests do, and nothing else. */
async function createDatabase(url: string, password: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = ${owner}`;
    const verb = role ? "alter" : "create";
    await sql.unsafe(
      `${verb} role ${owner} login createdb createrole password '${password.replaceAll("'", "''")}'`,
    );
    const [database] = await sql`select 1 from pg_database where datname = ${"mailneo"}`;
    if (!database) await sql.unsafe(`create database mailneo owner ${owner}`);
  } finally {
    await sql.end();
  }
}

/** Takes large objects from all roles, which the owner, who is no superuser, could not. */
async function takeLargeObjects(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(readFileSync(join(root, "db/large-objects.sql"), "utf8"));
  } finally {
    await sql.end();
  }
}
