import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { parseKeyRing } from "#lib/crypto/key-ring.ts";

export type Env = Readonly<ReturnType<typeof readEnv>>;

/** Thrown for wrong or missing settings. The message names each one and its expected form, never its value. */
export class EnvError extends Error {
  readonly problems: Readonly<Record<string, string>>;

  constructor(problems: Record<string, string>) {
    const names = Object.keys(problems);
    const width = Math.max(...names.map((name) => name.length));
    const lines = names.map((name) => `  ${name.padEnd(width)}  ${problems[name]}`);
    super(`${names.length === 1 ? "A setting needs" : "Some settings need"} a look:\n${lines.join("\n")}`);
    this.name = "EnvError";
    this.problems = problems;
  }
}

/**
 * Returns the settings of this process, read and checked at the first call and frozen from then on.
 * @throws EnvError when a value is missing or wrong.
 */
export function env(): Env {
  checked ??= loadEnv();
  return checked;
}

let checked: Env | undefined;

/**
 * Reads every known variable from `source` and returns the settings. An empty value counts as unset.
 * @throws EnvError
 */
export function loadEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  const problems: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    problems[name] ??= given[name] === undefined ? `is missing. ${issue.message}` : issue.message;
  }
  for (const [a, b] of pairs) {
    if (given[a] && !given[b]) problems[b] ??= `is missing. ${a} is set, and the two belong together.`;
    if (given[b] && !given[a]) problems[a] ??= `is missing. ${b} is set, and the two belong together.`;
  }
  // The edge holds no secret of accounts. It has the one key that it needs, derived from it.
  if (!given.AUTH_SECRET && !given.MAILNEO_ATTEMPTS_KEY)
    problems.AUTH_SECRET ??= `is missing. ${secretMessage}`;
  for (const name of ["DATABASE_URL", "DATABASE_DIRECT_URL"]) {
    const problem = databaseProblem(given[name]);
    if (problem) problems[name] ??= problem;
  }
  const { DATABASE_URL: pooled, DATABASE_DIRECT_URL: direct } = given;
  if (pooled && direct && URL.parse(pooled)?.pathname !== URL.parse(direct)?.pathname)
    problems.DATABASE_DIRECT_URL ??= directMessage;
  if (Object.keys(problems).length > 0 || !parsed.success) throw new EnvError(problems);
  return Object.freeze(readEnv(parsed.data));
}

/** Pairs of variables that are set together or not at all. */
const pairs = [
  ["TLS_CERT", "TLS_KEY"],
  ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["MICROSOFT_CLIENT_ID", "MICROSOFT_CLIENT_SECRET"],
] as const;

const says = (message: string) => ({ error: message });

const port = (message: string) =>
  z
    .string(says(message))
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536, message);

const address = (protocols: string[], message: string) =>
  z.string(says(message)).refine((text) => {
    const url = URL.parse(text);
    return url !== null && protocols.includes(url.protocol) && url.hostname !== "";
  }, message);

const words: Record<string, boolean> = {
  1: true,
  true: true,
  on: true,
  yes: true,
  0: false,
  false: false,
  off: false,
  no: false,
};

const onOrOff = () => z.string().refine((text) => text.toLowerCase() in words, "It should be on or off.");

const portMessage = "It should be a whole number from 1 to 65535.";
const databaseMessage = "It should look like postgres://user:password@host:5432/database.";
const directMessage = "It should name the same database as DATABASE_URL, which its roles are named after.";
const smtpMessage = "It should look like smtp://user:password@host:587 or smtps://user:password@host:465.";
const originMessage =
  "It should be the public address without a path, like https://mail.example.com; http is for this computer only.";
const secretMessage =
  "It should be at least 32 bytes long; to change it, new,old. Make one with: openssl rand -base64 48";
const keysMessage =
  'It should look like id:base64,id:base64 with 32 bytes each, or id:aws-kms:<ARN>. Make one with: echo "k1:$(openssl rand -base64 32)"';
const signingMessage =
  "It should be 32 bytes in base64; to change it, new,old or new,public:old. Make one with: openssl rand -base64 32";
const fromMessage = "It should be an address like Mailneo <no-reply@mail.example.com>.";
const storeMessage = "It should be file:, file:/a/folder or s3://bucket/prefix.";
const proxiesMessage = "It should be addresses or ranges separated by commas, like 10.0.0.0/8,2001:db8::1.";
const redisMessage = "It should look like redis://host:6379 or rediss://user:password@host:6379.";
const ownersMessage = "It should be addresses separated by commas, like ada@example.com,ben@example.com.";
const issuerMessage = "It should be an address like https://login.example.com.";
const edgeSecretMessage = "It should be at least 32 characters, the same on edge and web.";

const schema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port(portMessage).optional(),
  HOST: z
    .string()
    .regex(/^[a-z0-9.:-]+$/i, "It should be an address of this computer, like 127.0.0.1, 0.0.0.0 or ::.")
    .optional(),
  APP_URL: z.string().refine(isPublicOrigin, originMessage).optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  DATA_DIR: z.string().optional(),
  DATABASE_URL: address(["postgres:", "postgresql:"], databaseMessage).refine(
    (text) => (URL.parse(text)?.pathname.length ?? 0) > 1,
    databaseMessage,
  ),
  DATABASE_DIRECT_URL: address(["postgres:", "postgresql:"], databaseMessage).optional(),
  DATABASE_PREPARE: onOrOff().optional(),
  SMTP_URL: address(["smtp:", "smtps:"], smtpMessage),
  MAIL_FROM: z.string(says(fromMessage)).refine(isMailbox, fromMessage),
  AUTH_SECRET: z
    .string(says(secretMessage))
    .refine((text) => text.split(",").every((part) => Buffer.byteLength(part.trim()) >= 32), secretMessage)
    .optional(),
  ENCRYPTION_KEYS: z.string(says(keysMessage)).superRefine((text, context) => {
    try {
      parseKeyRing(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: `${(error as Error).message} ${keysMessage}` });
    }
  }),
  AUDIT_SIGNING_KEY: z
    .string()
    .refine((text) => listed(text).every(signingKey) && !text.trim().startsWith("public:"), signingMessage)
    .optional(),
  REDIS_URL: address(["redis:", "rediss:"], redisMessage).optional(),
  UPSTASH_REDIS_REST_URL: address(
    ["https:", "http:"],
    "It should look like https://name.upstash.io.",
  ).optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  EXPORT_STORE: z
    .string()
    .regex(/^(file:.*|s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?)$/, storeMessage)
    .optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_ISSUER: address(["https:", "http:"], issuerMessage).optional(),
  MICROSOFT_CLIENT_ID: z.string().optional(),
  MICROSOFT_CLIENT_SECRET: z.string().optional(),
  MICROSOFT_ISSUER: address(["https:", "http:"], issuerMessage).optional(),
  TRUSTED_PROXIES: z
    .string()
    .refine((text) => listed(text).every(isAddressOrRange), proxiesMessage)
    .optional(),
  INSTALLATION_OWNERS: z
    .string()
    .refine((text) => listed(text).every(isMailbox), ownersMessage)
    .optional(),
  ALLOW_PRIVATE_MAIL_HOSTS: onOrOff().optional(),
  METRICS_TOKEN: z
    .string()
    .min(16, "It should be at least 16 characters. Make one with: openssl rand -hex 16")
    .optional(),
  ALLOW_PRIVATE_WEBHOOK_HOSTS: onOrOff().optional(),
  MAILNEO_DATABASE_READ_URL: address(["postgres:", "postgresql:"], databaseMessage).optional(),
  MAILNEO_DATABASE_KEEP_URL: address(["postgres:", "postgresql:"], databaseMessage).optional(),
  MAILNEO_ATTEMPTS_KEY: z.string().optional(),
  MAILNEO_WEB_PORT: port(portMessage).optional(),
  MAILNEO_EDGE_SECRET: z.string().min(32, edgeSecretMessage).optional(),
  MAILNEO_LOCAL_SMTP_PORT: port(portMessage).optional(),
  MAILNEO_SECRETS_FILE: z.string().optional(),
});

/** Names every variable that Mailneo reads. */
export const variableNames: readonly string[] = Object.keys(schema.shape);

function readEnv(raw: z.output<typeof schema>) {
  const listenPort = Number(raw.PORT ?? 3000);
  const dataDir = resolve(raw.DATA_DIR ?? ".data");
  const exportStore = raw.EXPORT_STORE ?? "file:";
  return {
    NODE_ENV: raw.NODE_ENV ?? "production",
    PORT: listenPort,
    HOST: raw.HOST ?? "127.0.0.1",
    /** An origin, without a slash at the end. */
    APP_URL: raw.APP_URL
      ? new URL(raw.APP_URL).origin
      : `http${raw.TLS_CERT ? "s" : ""}://localhost:${listenPort}`,
    /** Paths of PEM files; both or neither. */
    TLS_CERT: raw.TLS_CERT,
    TLS_KEY: raw.TLS_KEY,
    /** An absolute path. */
    DATA_DIR: dataDir,
    /**
     * Signs in as the database's owner, and the names of the application's roles are derived from it. A process of
     * `npm start` is given the URL of the role that writes instead, and those of its other roles beside it.
     */
    DATABASE_URL: raw.DATABASE_URL,
    MAILNEO_DATABASE_READ_URL: raw.MAILNEO_DATABASE_READ_URL,
    MAILNEO_DATABASE_KEEP_URL: raw.MAILNEO_DATABASE_KEEP_URL,
    /** Key of the attempt counters, 32 bytes in base64, for a process without AUTH_SECRET. */
    MAILNEO_ATTEMPTS_KEY: raw.MAILNEO_ATTEMPTS_KEY,
    /** The same database past a pooler, for LISTEN and for migrations, whose lock lasts as long as a connection. */
    DATABASE_DIRECT_URL: raw.DATABASE_DIRECT_URL ?? raw.DATABASE_URL,
    /**
     * True when connections prepare statements. A pooler that switches connections between statements may not know
     * them.
     */
    DATABASE_PREPARE: words[(raw.DATABASE_PREPARE ?? "on").toLowerCase()] === true,
    SMTP_URL: raw.SMTP_URL,
    MAIL_FROM: raw.MAIL_FROM,
    /** The first one signs; the others still verify. @throws Error in the edge, which is given none. */
    get AUTH_SECRETS(): [string, ...string[]] {
      if (!raw.AUTH_SECRET) throw new Error("This process was given no AUTH_SECRET.");
      return raw.AUTH_SECRET.split(",").map((part) => part.trim()) as [string, ...string[]];
    },
    /** Valid text for `parseKeyRing`. */
    ENCRYPTION_KEYS: raw.ENCRYPTION_KEYS,
    /**
     * The first one signs checkpoints and exports; the others still verify. When empty, keys derived from
     * AUTH_SECRETS serve.
     */
    AUDIT_SIGNING_KEYS: listed(raw.AUDIT_SIGNING_KEY ?? "").flatMap((text) => signingKey(text) ?? []),
    /** Opens `/api/metrics`; unset, it is closed. */
    METRICS_TOKEN: raw.METRICS_TOKEN,
    REDIS_URL: raw.REDIS_URL,
    UPSTASH_REDIS_REST_URL: raw.UPSTASH_REDIS_REST_URL,
    UPSTASH_REDIS_REST_TOKEN: raw.UPSTASH_REDIS_REST_TOKEN,
    /** `file:` with an absolute path, or `s3://bucket/prefix`. */
    EXPORT_STORE: exportStore.startsWith("file:")
      ? `file:${exportFolder(exportStore, dataDir)}`
      : exportStore,
    GOOGLE_CLIENT_ID: raw.GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET: raw.GOOGLE_CLIENT_SECRET,
    GOOGLE_ISSUER: raw.GOOGLE_ISSUER ?? "https://accounts.google.com",
    MICROSOFT_CLIENT_ID: raw.MICROSOFT_CLIENT_ID,
    MICROSOFT_CLIENT_SECRET: raw.MICROSOFT_CLIENT_SECRET,
    MICROSOFT_ISSUER: raw.MICROSOFT_ISSUER ?? "https://login.microsoftonline.com/common/v2.0",
    /** IP addresses and CIDR ranges. */
    TRUSTED_PROXIES: listed(raw.TRUSTED_PROXIES ?? ""),
    ALLOW_PRIVATE_MAIL_HOSTS: words[(raw.ALLOW_PRIVATE_MAIL_HOSTS ?? "off").toLowerCase()] === true,
    /** Lets webhooks go to private addresses, by http and to any port: for a receiver in the operator's own network. */
    ALLOW_PRIVATE_WEBHOOK_HOSTS: words[(raw.ALLOW_PRIVATE_WEBHOOK_HOSTS ?? "off").toLowerCase()] === true,
    /** The port on 127.0.0.1 where `next start` listens. The edge passes page requests to it. */
    MAILNEO_WEB_PORT: raw.MAILNEO_WEB_PORT ? Number(raw.MAILNEO_WEB_PORT) : undefined,
    /** The secret by which the web process recognises a request that came through the edge. */
    MAILNEO_EDGE_SECRET: raw.MAILNEO_EDGE_SECRET,
    /** The port on 127.0.0.1 where the local mailbox of `npm start` takes mail. */
    MAILNEO_LOCAL_SMTP_PORT: raw.MAILNEO_LOCAL_SMTP_PORT ? Number(raw.MAILNEO_LOCAL_SMTP_PORT) : undefined,
    /**
     * The file that ENCRYPTION_KEYS comes from when Mailneo keeps it. A rotation writes there, and every process
     * reads it again.
     */
    MAILNEO_SECRETS_FILE: raw.MAILNEO_SECRETS_FILE,
    /**
     * Addresses of the accounts that own the installation. When empty, it is the account that verified its address
     * first.
     */
    INSTALLATION_OWNERS: listed(raw.INSTALLATION_OWNERS ?? "").map((address) => address.toLowerCase()),
  };
}

/** Passwords that examples and images ship with, which an attacker tries first. */
const guessable = new Set(
  "admin admin123 changeme default example letmein mailneo mailneo123 pass password password1 password123 postgres postgresql root secret test user 1234 12345 123456 12345678 123456789".split(
    " ",
  ),
);

/** Returns what is wrong with signing in to a database on another machine; null when nothing is, or it is this one. */
function databaseProblem(text: string | undefined): string | null {
  const url = text ? URL.parse(text) : null;
  if (!url || isThisMachine(url.searchParams.get("host") || url.hostname)) return null;
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  if (!password || guessable.has(password.toLowerCase()) || password.toLowerCase() === user.toLowerCase())
    return "It signs in to another machine with no password, or one that is guessed at once. Give that user a long random one.";
  const mode = url.searchParams.get("sslmode") ?? url.searchParams.get("ssl") ?? "";
  if (!/^(?:require|verify-ca|verify-full|true)$/.test(mode))
    return "It goes to another machine without TLS, so passwords and mail would cross the network unsealed. Add ?sslmode=verify-full, or at least ?sslmode=require.";
  return null;
}

const isThisMachine = (host: string) =>
  /^(?:\/.*|localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

function exportFolder(store: string, dataDir: string) {
  const path = store.slice("file:".length).replace(/^\/\/(?=\/)/, "");
  return resolve(dataDir, path || "exports");
}

/** Parses an Ed25519 seed, or `public:` and a public key, each 32 bytes in base64. Returns null for any other text. */
function signingKey(text: string): { seed: Buffer } | { publicKey: string } | null {
  const encoded = text.replace(/^public:/, "");
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== encoded) return null;
  return text === encoded ? { seed: bytes } : { publicKey: encoded };
}

/** Accepts https, and http on this computer only, because browsers send `__Host-` cookies over nothing else. */
function isPublicOrigin(text: string) {
  const url = URL.parse(text);
  if (!url || (url.href !== `${url.origin}/` && url.href !== url.origin)) return false;
  const here = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && here);
}

function isMailbox(text: string) {
  return /^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text.trim());
}

function isAddressOrRange(text: string) {
  const [ip = "", bits, ...rest] = text.split("/");
  const version = isIP(ip);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function listed(text: string) {
  return text.split(/[\s,]+/).filter(Boolean);
}
