import type postgres from "postgres";
import { connections } from "./connections.ts";
import { translateDatabaseError } from "./translate-error.ts";

/**
 * A transaction of the audit log's keeper: a role of its own that may call the functions of checkpoints, retention and key rotation, and
 * nothing else. Only jobs and operator's commands use it; no page and no request reaches it.
 * @throws AppError unavailable.
 */
export async function keeper<R>(run: (sql: postgres.TransactionSql) => Promise<R>): Promise<R> {
  try {
    return (await connections().raw.keeper.begin(run)) as R;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
