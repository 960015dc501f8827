import type postgres from "postgres";
import { uuidv7 } from "uuidv7";

/** Runs as the database's owner, with the audit entry that guarded tables require. */
export async function recorded<T>(
  sql: postgres.Sql,
  action: string,
  workspaceId: string | null,
  run: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  return (await sql.begin(async (tx) => {
    const detail = JSON.stringify({ because: "sample data" });
    await tx`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'npm run demo', ${action}, 'done', ${workspaceId},
      ${detail}, null, null, ${uuidv7()})`;
    return run(tx);
  })) as T;
}
