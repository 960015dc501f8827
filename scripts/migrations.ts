import { MigrationRefused, migrate } from "#db/migrate.ts";
import { queueOf } from "#lib/core/jobs/jobs.ts";
import { parseKeyRing } from "#lib/crypto/key-ring.ts";
import { loadEnv } from "#lib/env.ts";
import { jobs } from "#lib/jobs.ts";
import { StartError } from "./start-error.ts";

/**
 * Migrates the database of this environment to this release.
 * @throws StartError when it cannot be reached or refuses the sign-in.
 */
export async function migrateDatabase(
  source: NodeJS.ProcessEnv,
  furtherQueues: readonly { name: string }[] = [],
) {
  const env = loadEnv(source);
  try {
    const { applied, ringKeys } = await migrate({
      databaseUrl: env.DATABASE_DIRECT_URL,
      prepare: env.DATABASE_PREPARE,
      secret: env.AUTH_SECRETS[0],
      queues: [...jobs.map(queueOf), ...furtherQueues],
    });
    const { keys } = parseKeyRing(env.ENCRYPTION_KEYS);
    const missing = ringKeys.find((id) => !keys.has(id));
    if (missing)
      throw new StartError(
        `ENCRYPTION_KEYS: what is stored was sealed with the key ${missing}, which is not among them. Add it again behind the new one: new,old.`,
      );
    return { applied };
  } catch (error) {
    const setting = source.DATABASE_DIRECT_URL?.trim() ? "DATABASE_DIRECT_URL" : "DATABASE_URL";
    throw reason(error, setting, new URL(env.DATABASE_DIRECT_URL));
  }
}

function reason(error: unknown, setting: string, url: URL) {
  if (error instanceof MigrationRefused) return new StartError(error.message);
  const code =
    (error as { code?: string }).code ?? (error as { cause?: { code?: string } }).cause?.code ?? "";
  const where = `${url.hostname}:${url.port || 5432}`;
  if (["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "CONNECT_TIMEOUT"].includes(code)) {
    return new StartError(`${setting}: no PostgreSQL answers at ${where}. Start it, or correct the address.`);
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new StartError(
      `${setting}: the host ${url.hostname} is not known. Check its name and the network.`,
    );
  }
  if (code === "28P01" || code === "28000") {
    return new StartError(`${setting}: the PostgreSQL at ${where} refused the user or the password.`);
  }
  if (code === "3D000")
    return new StartError(
      `${setting}: the PostgreSQL at ${where} has no database ${url.pathname.slice(1)}. Create it first.`,
    );
  if (code === "42501") {
    return new StartError(
      `${setting}: the user ${url.username} may not do what migrations need (${(error as Error).message}). It needs to own the database and to have CREATEROLE.`,
    );
  }
  if (code === "53100") return new StartError("The database's disk is full. Make room, then start again.");
  return error;
}
