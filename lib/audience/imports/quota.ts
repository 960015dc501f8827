import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, tooLarge } from "#lib/core/errors.ts";

const gigabyte = 1024 ** 3;

/** Bytes of uploaded files a workspace may keep until their imports end. */
export const waitingBytes = { starter: 2 * gigabyte, professional: 5 * gigabyte, business: 10 * gigabyte };

/**
 * Refuses a further import while waiting files fill the workspace's room.
 * @throws AppError conflict
 */
export async function refuseWithoutRoom(tx: Transaction, workspaceId: string) {
  const { kept, most } = await roomOf(tx, workspaceId);
  if (kept < most) return;
  throw conflict(
    `Your files that wait to be imported take up all of the ${words(most)} your plan has for them. Finish or cancel an import first.`,
  );
}

/**
 * Refuses a file larger than the room left; `more` are bytes not stored yet.
 * @throws AppError tooLarge, beside "file"
 */
export async function refuseOverQuota(tx: Transaction, workspaceId: string, more = 0) {
  const { kept, most } = await roomOf(tx, workspaceId);
  if (kept + more <= most) return;
  const message = `With this file, those that wait to be imported would take more than the ${words(most)} your plan has for them. Finish or cancel an import, or split the file.`;
  throw tooLarge("file", message);
}

const words = (bytes: number) => `${bytes / gigabyte} GB`;

// A file is kept while its import can resume, so cancelled and failed ones count until they are swept.
async function roomOf(tx: Transaction, workspaceId: string) {
  const [row] = await tx.execute<{ plan: keyof typeof waitingBytes; kept: string }>(sql`
    select plan, (
      select coalesce(sum(i.file_bytes), 0) from imports i
      where i.workspace_id = w.id and i.state not in ('finished', 'rolled_back')
        and exists (select from import_chunks c where c.workspace_id = i.workspace_id and c.import_id = i.id)
    ) as kept from workspaces w where id = ${workspaceId}`);
  return { kept: Number(row?.kept ?? 0), most: waitingBytes[row?.plan ?? "starter"] };
}
