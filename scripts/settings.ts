import { hkdfSync, randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { EnvError, loadEnv } from "#lib/env.ts";
import { freeMegabytes } from "./prelude.mjs";
import { inWords, StartError } from "./start-error.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));

const neededMegabytes = 200;

export type Settings = {
  /** Complete except DATABASE_URL and SMTP_URL of the embedded default, which are only known once it runs. */
  env: NodeJS.ProcessEnv;
  /** Absolute path of an existing, writable folder. */
  dataDir: string;
  embeddedDatabase: boolean;
  localMailbox: boolean;
  /** Password of the embedded Postgres. */
  databasePassword: string;
};

type Secrets = { authSecret: string; encryptionKeys: string; databasePassword: string };

/**
 * Reads the settings of a command: the environment, then `.env`, then what the embedded default
 * makes by itself.
 * @throws StartError in words; every wrong variable is named at once.
 */
export function readSettings(source: NodeJS.ProcessEnv = withFile()): Settings {
  const env: NodeJS.ProcessEnv = { ...source };
  for (const [name, value] of Object.entries(env)) if (!value?.trim()) delete env[name];
  const dataDir = resolve(root, env.DATA_DIR ?? ".data");
  env.DATA_DIR = dataDir;
  const embeddedDatabase = !env.DATABASE_URL;
  const localMailbox = !env.SMTP_URL;
  delete env.MAILNEO_LOCAL_SMTP_PORT; // only the command that starts the mailbox knows it
  delete env.MAILNEO_SECRETS_FILE;
  prepareFolder(dataDir);

  const secrets = embeddedDatabase ? ownSecrets(dataDir) : null;
  if (secrets) {
    env.AUTH_SECRET ??= secrets.authSecret;
    if (!env.ENCRYPTION_KEYS) env.MAILNEO_SECRETS_FILE = secretsFile(dataDir);
    env.ENCRYPTION_KEYS ??= secrets.encryptionKeys;
  }
  if (localMailbox) env.MAIL_FROM ??= "Mailneo <no-reply@mailneo.localhost>";
  const checked = checkEarly(env);
  env.MAILNEO_EDGE_SECRET ??= edgeSecret(checked.AUTH_SECRETS[0]);
  env.PORT = String(checked.PORT);
  env.HOST = checked.HOST;
  env.APP_URL = checked.APP_URL;
  return { env, dataDir, embeddedDatabase, localMailbox, databasePassword: secrets?.databasePassword ?? "" };
}

/** Reads the file; a real variable overrides it. Tests skip the file, because it is the developer's own. */
function withFile(): NodeJS.ProcessEnv {
  const file = join(root, ".env");
  if (existsSync(file) && !process.env.MAILNEO_NO_ENV_FILE) process.loadEnvFile(file);
  return process.env;
}

/** Checks the settings before anything starts, with placeholders for addresses that only exist afterwards. */
function checkEarly(env: NodeJS.ProcessEnv) {
  try {
    return loadEnv({
      DATABASE_URL: "postgres://later@127.0.0.1/later",
      SMTP_URL: "smtp://127.0.0.1:25",
      ...env,
    });
  } catch (error) {
    if (error instanceof EnvError)
      throw new StartError(`${error.message}\n\nAll of them are explained in .env.example.`);
    throw error;
  }
}

function prepareFolder(dataDir: string) {
  try {
    // Root's database runs as another account, which must pass through; no other account may look
    // inside either way.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    if (!statSync(dataDir).isDirectory())
      throw new StartError(`DATA_DIR should be a folder; ${dataDir} is a file.`);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") {
      const owner = existsSync(dataDir) ? ` It belongs to user ${lstatSync(dataDir).uid}.` : "";
      throw new StartError(
        `The data folder ${dataDir} cannot be read and written.${owner} Start Mailneo as its owner, or choose another folder with DATA_DIR.`,
      );
    }
    if (code === "ENOTDIR" || code === "EEXIST") {
      throw new StartError(`DATA_DIR should be a folder; ${dataDir} is, or is inside, a file.`);
    }
    throw inWords(error);
  }
  const free = freeMegabytes(dataDir);
  if (free < neededMegabytes) {
    throw new StartError(
      `The disk is nearly full: ${free} MB free at ${dataDir}, and the database needs ${neededMegabytes} MB. Make room, then start again.`,
    );
  }
}

const secretsFile = (dataDir: string) => join(dataDir, "secrets.json");

/** Makes the secrets once, mode 600. Never makes new ones beside data that only the lost ones can open. */
function ownSecrets(dataDir: string): Secrets {
  const file = secretsFile(dataDir);
  if (existsSync(file)) return readSecrets(file);
  if (existsSync(join(dataDir, "postgres")) || existsSync(join(dataDir, "postgres.json"))) {
    throw new StartError(
      `${file} is missing, and the database beside it cannot be opened without it. Bring it back from a backup, or move ${dataDir} away to begin anew.`,
    );
  }
  const secrets: Secrets = {
    authSecret: randomBytes(48).toString("base64url"),
    encryptionKeys: generateRingKey(),
    databasePassword: randomBytes(24).toString("hex"),
  };
  try {
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw inWords(error);
  }
  return secrets;
}

function readSecrets(file: string): Secrets {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new StartError(`${file} cannot be read. Start Mailneo as the user it belongs to.`);
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new StartError(`${file} can be read by others. Close it first: chmod 600 ${file}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError(`${file} is damaged. Bring it back from a backup.`);
  }
}

/**
 * The same on every machine that shares AUTH_SECRET, so that edge and web need no further setting
 * to trust each other.
 */
function edgeSecret(authSecret: string) {
  return Buffer.from(hkdfSync("sha256", authSecret, "", "mailneo:edge", 32)).toString("base64url");
}
