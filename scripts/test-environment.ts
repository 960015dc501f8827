import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { roles } from "#db/client.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { queueOf } from "#lib/core/jobs/jobs.ts";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { variableNames } from "#lib/env.ts";
import { slowWebhookQueue, webhookQueue } from "#lib/integrations/webhooks/queue.ts";
import { campaignQueue } from "#lib/sending/campaigns/queue.ts";
import { dropDatabase } from "#testing/drop-database.ts";
import { testCertificate } from "#testing/servers/certificate.ts";
import { startPostgres } from "./embedded-postgres.ts";
import { mailboxUrl, runningEnvironment } from "./house.ts";
import { migrateDatabase } from "./migrations.ts";
import { freePort } from "./ports.ts";
import { removeHome } from "./postgres-home.ts";
import { readSettings, root } from "./settings.ts";
import { type Supervisor, supervise } from "./supervisor.ts";

/** Addresses whose users own the installation; enough of them for every test to have one. */
const installationOwners = Array.from({ length: 500 }, (_, at) => `owner${at}@installation.example`).join(
  ",",
);

const runs = join(root, ".test");

/** Queues of tests about queueing and taking jobs; only their own workers read them. */
const testQueues = [
  { name: "core-test" },
  { ...queueOf(importRun), name: "import-run-test" },
  { ...queueOf({ ...importRun, retryDelay: 1 }), name: "import-apart-test" },
  { ...queueOf(campaignQueue), name: "campaign-turns-test" },
  { ...queueOf(campaignQueue), name: "campaign-beside-webhooks-test" },
  { ...queueOf(webhookQueue), name: "webhook-deliver-test" },
  { ...queueOf(slowWebhookQueue), name: "webhook-deliver-slow-test" },
  { name: "mail-apart-test", options: { notify: true } },
];

/**
 * Makes a folder for a run's files. It is deleted at the end of the run, or at the next one when
 * this one is killed.
 */
export function runFolder() {
  sweep();
  const folder = join(runs, `${process.pid}-${randomBytes(3).toString("hex")}`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

function sweep() {
  for (const name of existsSync(runs) ? readdirSync(runs) : []) {
    const pid = Number(/^(\d+)-[0-9a-f]{6}$/.exec(name)?.[1]);
    if (pid && !isAlive(pid)) removeRun(join(runs, name));
  }
}

function removeRun(folder: string) {
  removeHome(folder);
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Returns this process's environment without Mailneo's variables, so that a developer's settings
 * decide no test.
 */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, MAILNEO_NO_ENV_FILE: "1" };
  for (const name of variableNames) delete env[name];
  return env;
}

/**
 * Makes a migrated database for unit tests, and the settings to reach it. It is a temporary
 * embedded one, or a new database inside the server of TEST_DATABASE_URL.
 */
export async function testDatabase(): Promise<{ env: Record<string, string>; stop: () => Promise<void> }> {
  const folder = runFolder();
  const server = process.env.TEST_DATABASE_URL
    ? await databaseIn(process.env.TEST_DATABASE_URL)
    : await startPostgres({ dataDir: join(folder, "database"), persistent: false });
  const env = {
    DATABASE_URL: server.url,
    DATA_DIR: folder,
    PORT: "3000",
    HOST: "127.0.0.1",
    APP_URL: "http://localhost:3000",
    AUTH_SECRET: randomBytes(48).toString("base64url"),
    ENCRYPTION_KEYS: [generateRingKey(), generateRingKey("unused")].join(","),
    INSTALLATION_OWNERS: installationOwners,
    SMTP_URL: "smtp://127.0.0.1:1", // no unit test sends the platform's mail by accident
    MAIL_FROM: "Mailneo <no-reply@mailneo.localhost>",
    ALLOW_PRIVATE_MAIL_HOSTS: "on",
    ALLOW_PRIVATE_WEBHOOK_HOSTS: "on",
    MAILNEO_EDGE_SECRET: randomBytes(32).toString("base64url"),
  };
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrateDatabase({ ...env, NODE_ENV: "test" }, testQueues);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, stop };
}

/**
 * Runs the product as `npm start` does, on separate ports and data, trusting the mail servers of
 * the stories. Builds the pages when they are not built yet.
 */
export async function testProduct(): Promise<{ env: Record<string, string>; stop: () => Promise<void> }> {
  const folder = runFolder();
  const port = await freePort();
  const mail = mailCertificate(folder);
  const source = {
    ...bareEnvironment(),
    NODE_EXTRA_CA_CERTS: mail.authority,
    DATA_DIR: folder,
    PORT: String(port),
    ALLOW_PRIVATE_MAIL_HOSTS: "on",
    ALLOW_PRIVATE_WEBHOOK_HOSTS: "on",
    INSTALLATION_OWNERS: installationOwners,
  };
  const lines: string[] = [];
  const log = join(folder, "product.log");
  const failure = Promise.withResolvers<never>();
  const supervisor: Supervisor = supervise({
    print: (_, line) => {
      lines.push(line);
      appendFileSync(log, `${line}\n`);
    },
    gaveUp: () => failure.reject(new Error(`The product did not start:\n${lines.join("\n")}`)),
    deaths: 1,
  });
  const stop = async () => {
    await supervisor.stop();
    removeRun(folder);
  };
  const product = supervisor.start({
    name: "product",
    args: [join(root, "scripts/serve.ts")],
    env: source,
    ready: "message",
    stopWithin: 60_000,
  });
  failure.promise.catch(() => {});
  try {
    await Promise.race([product, failure.promise]);
  } catch {
    await stop();
    throw new Error(`The product did not start:\n${lines.join("\n")}`);
  }
  const url = `http://localhost:${port}`;
  const settings = readSettings(source);
  const running = runningEnvironment(settings, { url });
  const env: Record<string, string> = {
    E2E_BASE_URL: url,
    E2E_MAILBOX_URL: mailboxUrl(settings.dataDir),
    E2E_SMTP_CERTIFICATE: mail.certificate,
    E2E_LOG: log,
  };
  for (const name of variableNames) {
    const value = running[name];
    if (value) env[name] = value;
  }
  return { env, stop };
}

/**
 * Files with the certificate the stories' mail servers present, and with the authority that the
 * product must trust for it.
 */
function mailCertificate(folder: string) {
  const made = testCertificate();
  const [certificate, authority] = [join(folder, "mail-server.json"), join(folder, "mail-authority.pem")];
  writeFileSync(certificate, JSON.stringify(made), { mode: 0o600 });
  writeFileSync(authority, made.ca);
  return { certificate, authority };
}

async function databaseIn(serverUrl: string) {
  const name = `mailneo_test_${randomBytes(5).toString("hex")}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      await dropDatabase(admin, name);
      const { app, read, keep } = roles(url.href, "");
      for (const role of [app, read, keep]) await admin.unsafe(`drop role if exists "${role.name}"`);
      await admin.end();
    },
  };
}
