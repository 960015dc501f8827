import { sql } from "drizzle-orm";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { storedTimeZone, type TimeZone } from "#lib/core/time-zone.ts";
import type { Scope } from "./plan.ts";

const MOST_MEMBERS = 1000;

/**
 * Returns the chains a member may read: their own account's; for owners and admins also the
 * workspace's and its members'.
 */
export async function scopeOf(
  db: Transaction,
  actor: Member,
  whose: "everybody" | "own",
): Promise<Scope & { zone: TimeZone }> {
  const { workspaceId, userId } = actor;
  const [workspace] = await db.execute<{ zone: string | null; members: string[] }>(sql`
    select coalesce((select u.time_zone from users u where u.id = ${userId}), w.time_zone) as zone, array(
      select m.user_id::text from memberships m where m.workspace_id = w.id order by m.user_id limit ${MOST_MEMBERS}) as members
    from workspaces w where w.id = ${workspaceId}`);
  const zone = storedTimeZone(workspace?.zone ?? null);
  if (whose === "own" || !workspaceAdmin.admits(actor)) return { chains: [userId], workspaceId, zone };
  return { chains: [workspaceId, ...(workspace?.members ?? [])], workspaceId, zone };
}
