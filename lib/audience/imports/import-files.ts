import { sql } from "drizzle-orm";
import { connections } from "#lib/core/database/database.ts";

/** The workspace an import belongs to, for the holder of its upload link. */
export async function importById(id: string) {
  const [row] = await connections().writer.execute<{
    workspace_id: string;
    state: string;
    created_by: string;
    created_at: string;
  }>(sql`select * from import_by_id(${id})`);
  return row ?? null;
}

/** Drops the files of imports that did not move for a week, in every workspace. Returns how many. */
export async function dropIdleImportFiles(): Promise<number> {
  const [row] = await connections().writer.execute<{ dropped: number }>(
    sql`select drop_idle_import_files() as dropped`,
  );
  return row?.dropped ?? 0;
}
