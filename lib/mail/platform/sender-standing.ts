import { lookup } from "#lib/core/database/lookup.ts";

/** Returns who stands behind a workspace that asks a mailbox: its oldest owner, and whether it is younger than a week. */
export async function senderStanding(workspaceId: string): Promise<{ owner: string; newborn: boolean }> {
  const [row] = await lookup<{ owner_id: string | null; newborn: boolean }>`
    select owner_id, newborn from sender_standing(${workspaceId})`;
  return { owner: row?.owner_id ?? workspaceId, newborn: row?.newborn ?? true };
}
