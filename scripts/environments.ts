import { roleUrls } from "#db/client.ts";
import { deriveKey } from "#lib/crypto/hash.ts";
import { loadEnv, variableNames } from "#lib/env.ts";

export type ProcessName = "edge" | "web" | "worker";

/** Settings that one process of the product alone has use for, or that only some may hold. */
const held: Record<string, readonly ProcessName[]> = {
  AUTH_SECRET: ["web", "worker"],
  AUDIT_SIGNING_KEY: ["web", "worker"],
  EXPORT_STORE: ["web", "worker"],
  GOOGLE_CLIENT_ID: ["web", "worker"],
  GOOGLE_CLIENT_SECRET: ["web", "worker"],
  INSTALLATION_OWNERS: ["web", "worker"],
  MICROSOFT_CLIENT_ID: ["web", "worker"],
  MICROSOFT_CLIENT_SECRET: ["web", "worker"],
  TLS_CERT: ["edge"],
  TLS_KEY: ["edge"],
  TRUSTED_PROXIES: ["edge"],
};

/** What the edge keeps of the machine's own environment. A key in AWS KMS is reached by AWS's variables. */
const plain =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|NODE_.*|NEXT_TELEMETRY_DISABLED|NEXT_DIST_DIR|SSL_CERT_.*|NO_COLOR|FORCE_COLOR|MAILNEO_NO_ENV_FILE)$/;

/**
 * Returns the environment of one process of the product, from the complete one. No process gets the
 * URL of the database's owner, with whom migrations ran before. Each gets the roles it signs in as.
 * The edge, which listens to the world, gets no secret of accounts and no password of mail servers.
 */
export function environmentOf(name: ProcessName, all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings = loadEnv(all);
  const { app, read, keep } = roleUrls(settings.DATABASE_URL, settings.AUTH_SECRETS[0]);
  const env: NodeJS.ProcessEnv = { NODE_ENV: all.NODE_ENV };
  for (const [key, value] of Object.entries(all)) {
    const ours = variableNames.includes(key) || key.startsWith("MAILNEO_");
    if (ours ? (held[key]?.includes(name) ?? true) : name !== "edge" || isPlain(key, all)) env[key] = value;
  }
  env.DATABASE_URL = app;
  env.MAILNEO_DATABASE_READ_URL = read;
  delete env.DATABASE_DIRECT_URL;
  if (name === "worker") {
    env.DATABASE_DIRECT_URL = roleUrls(settings.DATABASE_DIRECT_URL, settings.AUTH_SECRETS[0]).app;
    env.MAILNEO_DATABASE_KEEP_URL = keep;
  }
  if (name === "edge") {
    env.SMTP_URL = withoutCredentials(settings.SMTP_URL);
    env.MAILNEO_ATTEMPTS_KEY = deriveKey(settings.AUTH_SECRETS[0], "attempt-counters").toString("base64");
  }
  return env;
}

const isPlain = (key: string, { ENCRYPTION_KEYS }: NodeJS.ProcessEnv) =>
  plain.test(key) || (key.startsWith("AWS_") && ENCRYPTION_KEYS?.includes(":aws-kms:") === true);

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}
