import { single } from "#lib/core/database/single.ts";

type ImportOfLink = { workspace_id: string; state: string; created_by: string; created_at: string };

/** Returns the import and its workspace, for the holder of its upload link. @throws AppError unavailable. */
export async function importById(id: string): Promise<ImportOfLink | null> {
  const [row] = await single<ImportOfLink>`select * from import_by_id(${id})`;
  return row ?? null;
}

/** Drops the files of imports that did not move for a week, in every workspace. Returns how many. @throws AppError unavailable. */
export async function dropIdleImportFiles(): Promise<number> {
  const [row] = await single<{ dropped: number }>`select drop_idle_import_files() as dropped`;
  return row?.dropped ?? 0;
}
