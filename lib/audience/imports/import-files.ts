import type { Role } from "#lib/core/actor.ts";
import { single } from "#lib/core/database/single.ts";
import type { LinkTarget } from "#lib/crypto/tokens.ts";

type ImportOfLink = { state: string; opening_id: string; created_at: string };

/** Returns the import that an upload link names, before its workspace is entered. @throws AppError unavailable. */
export async function importById({ workspaceId, id }: LinkTarget): Promise<ImportOfLink | null> {
  const [row] = await single<ImportOfLink>`select * from import_by_id(${workspaceId}, ${id})`;
  return row ?? null;
}

/** Returns the right that a session has in a workspace now, or null without one. @throws AppError unavailable. */
export async function rightOfSession(session: { sessionId: string; userId: string; workspaceId: string }) {
  const { sessionId, userId, workspaceId } = session;
  const [row] = await single<{
    role: Role;
    auth_time: string;
  }>`select * from right_of_session(${sessionId}, ${userId}, ${workspaceId})`;
  return row ? { role: row.role, authTime: new Date(row.auth_time) } : null;
}

/** Drops the files of imports that did not move for a week, in every workspace. Returns how many. @throws AppError unavailable. */
export async function dropIdleImportFiles(): Promise<number> {
  const [row] = await single<{ dropped: number }>`select drop_idle_import_files() as dropped`;
  return row?.dropped ?? 0;
}

/** Drops the memory of erasures that no import can undo any more. Returns how many went. @throws AppError unavailable. */
export async function dropOldErasures(): Promise<number> {
  const [row] = await single<{ dropped: number }>`select drop_old_erasures() as dropped`;
  return row?.dropped ?? 0;
}
