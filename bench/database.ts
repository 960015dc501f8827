import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { startPostgres } from "../scripts/embedded-postgres.ts";
import { migrateDatabase } from "../scripts/migrations.ts";
import { freePort } from "../scripts/ports.ts";
import { bareEnvironment, runFolder } from "../scripts/test-environment.ts";

export type BenchDatabase = {
  /** Complete; also this process's own environment from here on. */
  env: NodeJS.ProcessEnv;
  /** Past row-level security and with the rights of the server's superuser, for making data and for the limit's own work. */
  admin: postgres.Sql;
  adminUrl: string;
  /** One more migrated database on the same server, with an environment of its own. */
  another: (name: string) => Promise<{ env: NodeJS.ProcessEnv; admin: postgres.Sql; adminUrl: string }>;
  stop: () => Promise<void>;
};

/**
 * A throw-away embedded Postgres with the settings `npm start` runs it with: commits wait for the disk, as they do in life. It goes when
 * this process ends.
 */
export async function benchDatabase(): Promise<BenchDatabase> {
  const folder = runFolder();
  const password = randomBytes(24).toString("hex");
  const server = await startPostgres({ dataDir: join(folder, "database"), password, port: await freePort() });
  const opened: postgres.Sql[] = [];
  const adminOf = (database: string) => {
    const url = new URL(server.url);
    url.username = "postgres";
    url.pathname = `/${database}`;
    const admin = postgres(url.href, { max: 4, onnotice: () => {} });
    opened.push(admin);
    return { admin, adminUrl: url.href };
  };
  const environment = (database: string): NodeJS.ProcessEnv => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return {
      ...bareEnvironment(),
      NODE_ENV: "production",
      DATABASE_URL: url.href,
      DATA_DIR: folder,
      HOST: "127.0.0.1",
      APP_URL: "http://localhost:3000",
      AUTH_SECRET: secret,
      ENCRYPTION_KEYS: ring,
      SMTP_URL: "smtp://127.0.0.1:1",
      MAIL_FROM: "Mailneo <no-reply@mailneo.localhost>",
      ALLOW_PRIVATE_MAIL_HOSTS: "on",
      MAILNEO_EDGE_SECRET: randomBytes(32).toString("base64url"),
    };
  };
  const secret = randomBytes(48).toString("base64url");
  const ring = generateRingKey();

  const env = environment("mailneo");
  await migrateDatabase(env);
  Object.assign(process.env, env);
  const { admin, adminUrl } = adminOf("mailneo");
  return {
    env,
    admin,
    adminUrl,
    async another(name) {
      await admin.unsafe(`create database ${name} owner mailneo`);
      const other = environment(name);
      await migrateDatabase(other);
      return { env: other, ...adminOf(name) };
    },
    async stop() {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 5 })));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
