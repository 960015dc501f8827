import type postgres from "postgres";
import { connections } from "./connections.ts";
import { translateDatabaseError } from "./translate-error.ts";

/**
 * Runs a transaction as the audit log's keeper. This database role may call the functions of checkpoints, retention and
 * key rotation, and nothing else. Only jobs and operators' commands use it, and no page or request reaches it.
 *
 * @throws AppError unavailable.
 */
export async function keeper<R>(run: (sql: postgres.TransactionSql) => Promise<R>): Promise<R> {
  try {
    return (await connections().raw.keeper.begin(run)) as R;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
