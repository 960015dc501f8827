import type postgres from "postgres";
import { connections } from "./connections.ts";
import { translateDatabaseError } from "./translate-error.ts";
import { wholeRows } from "./whole-rows.ts";

/**
 * Runs one short statement that counts, outside any workspace, on the one pipelined connection of the role that may write. A statement
 * that may wait for a lock belongs to `single`, because those behind it would wait too.
 * Only the borrowers listed in testing/contract/borrowers.fixture.ts may import it.
 *
 * @throws AppError unavailable.
 */
export async function count<R extends object>(
  statement: TemplateStringsArray,
  ...values: postgres.ParameterOrFragment<never>[]
): Promise<R[]> {
  try {
    return wholeRows(await connections().counts<R[]>(statement, ...values));
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
