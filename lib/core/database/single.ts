import type postgres from "postgres";
import { connections } from "./connections.ts";
import { translateDatabaseError } from "./translate-error.ts";
import { wholeRows } from "./whole-rows.ts";

/**
 * Runs one statement that owes no audit entry, outside any workspace, as the role that may write. Such a statement spends,
 * counts, or reads a column that the reading role may not. Only the borrowers listed in
 * testing/contract/borrowers.fixture.ts may import it.
 *
 * @throws AppError unavailable.
 */
export async function single<R extends object>(
  statement: TemplateStringsArray,
  ...values: postgres.ParameterOrFragment<never>[]
): Promise<R[]> {
  try {
    return wholeRows(await connections().raw.writer<R[]>(statement, ...values));
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
