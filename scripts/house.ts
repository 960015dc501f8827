import { existsSync, mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { prepareDatabase } from "./embedded-postgres.ts";
import { type Holder, holderOf, type Lock, takeLock } from "./lock.ts";
import { knownPorts, rememberedPort } from "./ports.ts";
import { root, type Settings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import type { Spec, Supervisor } from "./supervisor.ts";

const mailbox = fileURLToPath(new URL("./processes/mailbox.ts", import.meta.url));
const patience = 60_000;

export type House = {
  /** Complete environment of every process of the product. */
  env: NodeJS.ProcessEnv;
  /** Resolves when the database takes connections and the mailbox takes mail. */
  open: Promise<unknown>;
  /** Address of the local mailbox's page, when there is one. */
  mailboxUrl: string | null;
  /** Null when the database and the mailbox belong to an `npm start` beside this command. */
  lock: Lock | null;
};

export const lockFile = (dataDir: string) => join(dataDir, "running.json");

/**
 * Claims the data folder for this command.
 * @throws StartError when another command has it, saying which and where.
 */
export function claim(settings: Settings, what: string): Lock {
  const lock = takeLock(lockFile(settings.dataDir), what);
  if (!("heldBy" in lock)) return lock;
  const { heldBy } = lock;
  if (heldBy.url) {
    const mail = heldBy.mailbox ? `, its mailbox at ${heldBy.mailbox}` : "";
    throw new StartError(
      `Mailneo is already running at ${heldBy.url} (process ${heldBy.pid})${mail}. Stop it there first, or start a second one with its own data: DATA_DIR=.data2 PORT=3001 npm start`,
    );
  }
  throw new StartError(
    `${heldBy.what} (process ${heldBy.pid}) is using ${settings.dataDir} right now. Wait until it is done, then start again.`,
  );
}

/**
 * Starts the embedded database and the local mailbox, as far as the settings name no others. Their
 * addresses are known before they respond; `open` resolves when they do.
 */
export async function openHouse(
  settings: Settings,
  lock: Lock,
  supervisor: Supervisor,
  say: (line: string) => void,
): Promise<House> {
  const { dataDir, env } = settings;
  const database = settings.embeddedDatabase
    ? await prepareDatabase({ dataDir, password: settings.databasePassword, say })
    : null;
  const mail = settings.localMailbox ? await prepareMailbox(dataDir) : null;
  const open = Promise.all([database?.start(supervisor), mail && supervisor.start(mail.spec)]);
  open.catch(() => {});
  return {
    env: {
      ...env,
      DATABASE_URL: database?.url ?? env.DATABASE_URL,
      SMTP_URL: mail?.smtpUrl ?? env.SMTP_URL,
      ...(mail && localMailbox(mail.smtpPort)),
    },
    open,
    mailboxUrl: mail?.pageUrl ?? null,
    lock,
  };
}

/**
 * Opens database and mailbox for commands beside the product (demo, migrate, worker, backup). Uses
 * those of a running `npm start`, or starts its own for the time it takes.
 */
export async function joinHouse(
  settings: Settings,
  what: string,
  supervisor: Supervisor,
  say: (line: string) => void,
): Promise<House> {
  const file = lockFile(settings.dataDir);
  for (const until = Date.now() + patience; Date.now() < until; await wait(100)) {
    const lock = takeLock(file, what);
    if (!("heldBy" in lock)) {
      process.once("exit", lock.release);
      const house = await openHouse(settings, lock, supervisor, say);
      await house.open;
      return house;
    }
    const ports = knownPorts(settings.dataDir);
    const needed = [
      ...(settings.embeddedDatabase ? [ports.postgres] : []),
      ...(settings.localMailbox ? [ports.smtp] : []),
    ];
    // Of two commands without `npm start` the second waits for the first, because otherwise its
    // database would stop underneath.
    if (!lock.heldBy.url || !(await Promise.all(needed.map(answers))).every(Boolean)) continue;
    const env = runningEnvironment(settings, lock.heldBy);
    return { env, open: Promise.resolve(), mailboxUrl: lock.heldBy.mailbox ?? null, lock: null };
  }
  const holder = holderOf(file);
  throw new StartError(
    `${holder?.what ?? "Another command"} (process ${holder?.pid}) has been using ${settings.dataDir} for a minute. Try again when it is done.`,
  );
}

/** Returns the environment of a product that runs on this data folder. */
export function runningEnvironment(settings: Settings, { url }: Pick<Holder, "url">): NodeJS.ProcessEnv {
  const { env, databasePassword, embeddedDatabase, localMailbox: usesMailbox } = settings;
  const ports = knownPorts(settings.dataDir);
  const database = `postgres://mailneo:${databasePassword}@127.0.0.1:${ports.postgres}/mailneo`;
  return {
    ...env,
    ...(embeddedDatabase && { DATABASE_URL: database }),
    ...(usesMailbox && {
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      ...localMailbox(ports.smtp),
    }),
    ...(url && { APP_URL: url, PORT: new URL(url).port || env.PORT }),
  };
}

/**
 * Lets members connect an account to this mailbox although its address is private, because it takes
 * mail and relays none.
 */
const localMailbox = (smtpPort: number | undefined) =>
  smtpPort ? { MAILNEO_LOCAL_SMTP_PORT: String(smtpPort) } : {};

export const mailboxUrl = (dataDir: string) => `http://127.0.0.1:${knownPorts(dataDir).mailbox}`;

/** Whether the local mailbox is installed; without development packages it is not. */
const mailboxInstalled = () => existsSync(join(root, "node_modules/@maildev/core/package.json"));

async function prepareMailbox(dataDir: string) {
  if (!mailboxInstalled())
    throw new StartError(
      "SMTP_URL is missing. This installation was made without development packages, which bring the local mailbox. Name your own mail server: SMTP_URL=smtps://user:password@host:465 and MAIL_FROM.",
    );
  const smtpPort = await rememberedPort(dataDir, "smtp");
  const pagePort = await rememberedPort(dataDir, "mailbox");
  const folder = join(dataDir, "mailbox");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const spec: Spec = {
    name: "mailbox",
    args: [mailbox],
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      MAILNEO_SMTP_PORT: String(smtpPort),
      MAILNEO_MAILBOX_PORT: String(pagePort),
      MAILNEO_MAILBOX_FOLDER: folder,
    },
    ready: "message",
    stopWithin: 3_000,
  };
  return { spec, smtpPort, smtpUrl: `smtp://127.0.0.1:${smtpPort}`, pageUrl: mailboxUrl(dataDir) };
}

/** Returns whether a server listens at that address. */
export function answers(port: number | undefined): Promise<boolean> {
  if (!port) return Promise.resolve(false);
  return new Promise((done) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1000 }, () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false)).once("timeout", () => done(false));
  });
}
