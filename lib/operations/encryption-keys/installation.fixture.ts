import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { generateRingKey, ringEntries } from "#lib/crypto/key-ring.ts";
import { startPostgres } from "#scripts/embedded-postgres.ts";
import { migrateDatabase } from "#scripts/migrations.ts";
import { testFolder } from "#scripts/test-folder.ts";
import { linesIn } from "#testing/logged.ts";
import type { Tasks } from "./process.fixture.ts";

const program = fileURLToPath(new URL("./process.fixture.ts", import.meta.url));

export type Process = {
  pid: number;
  ask: <N extends keyof Tasks>(
    name: N,
    ...args: Parameters<Tasks[N]>
  ) => Promise<Awaited<ReturnType<Tasks[N]>>>;
  /** Resolves when a rotation of this process has done so many. */
  reached: (done: number) => Promise<void>;
  kill: () => Promise<void>;
  /** Returns the lines of the log of faults that the process has written. */
  logged: () => ReturnType<typeof linesIn>;
};

/** Starts an isolated installation: a database, a file of secrets, and any number of processes on them. */
export async function startInstallation({
  ring = generateRingKey("k1"),
  file = true,
  more = {},
}: Options = {}) {
  const folder = testFolder();
  mkdirSync(folder, { recursive: true });
  const server = await startPostgres({ dataDir: join(folder, "database"), persistent: false });
  const secretsFile = join(folder, "secrets.json");
  const secrets = { authSecret: "of no use here", encryptionKeys: ring, databasePassword: "of no use here" };
  writeFileSync(secretsFile, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: server.url,
    ENCRYPTION_KEYS: ring,
    AUTH_SECRET: randomBytes(48).toString("base64url"),
    ...(file && { MAILNEO_SECRETS_FILE: secretsFile }),
    ...more,
  };
  await migrateDatabase(env);
  const sql = postgres(server.url, { max: 2, onnotice: () => {} });
  const running: ChildProcess[] = [];
  return {
    env,
    sql,
    secretsFile,
    ringIds: () =>
      ringEntries(JSON.parse(readFileSync(secretsFile, "utf8")).encryptionKeys).map(({ id }) => id),
    wrappedBy: async () =>
      Object.fromEntries(
        (await sql`select ring_key_id as id, count(*)::int as n from data_keys group by 1`).map(
          ({ id, n }) => [id, n],
        ),
      ),
    async start(other: Record<string, string> = {}): Promise<Process> {
      const child = fork(program, {
        env: { ...env, ...other },
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      });
      running.push(child);
      await once(child, "message");
      return speaking(child);
    },
    async stop() {
      for (const child of running) child.kill("SIGKILL");
      await sql.end({ timeout: 5 });
      await server.stop();
    },
  };
}

type Options = { ring?: string; file?: boolean; more?: Record<string, string> };
type Answer = { call?: number; result?: unknown; error?: string; progress?: { done: number } };

function speaking(child: ChildProcess): Process {
  let calls = 0;
  let written = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    written += chunk;
    if (linesIn(String(chunk)).length === 0) process.stderr.write(chunk);
  });
  return {
    pid: child.pid ?? 0,
    logged: () => linesIn(written),
    ask(name, ...args) {
      const call = ++calls;
      const answer = new Promise<never>((resolve, reject) => {
        child.once("exit", () => reject(new Error("The process ended.")));
        child.on("message", (said: Answer) => {
          if (said.call !== call) return;
          if (said.error === undefined) resolve(said.result as never);
          else reject(new Error(said.error));
        });
      });
      child.setMaxListeners(0);
      child.send({ call, name, args });
      return answer;
    },
    reached: (wanted) =>
      new Promise((resolve) =>
        child.on("message", ({ progress }: Answer) => progress && progress.done >= wanted && resolve()),
      ),
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
