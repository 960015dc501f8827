import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "postgres";

/** Insufficient privilege, and object in use. */
const passing = new Set(["42501", "55006"]);

/**
 * Drops a database that tests are done with, connections included. An autovacuum worker inside it may not be ended by its
 * owner ("permission denied to terminate process") and leaves by itself, so it tries again until `patience` (milliseconds)
 * is over.
 * @throws PostgresError of the last try
 */
export async function dropDatabase(sql: Sql, name: string, patience = 60_000): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    try {
      await sql.unsafe(`drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      if (!passing.has((error as { code?: string }).code ?? "") || Date.now() > until) throw error;
    }
    await wait(100);
  }
}
