import { sql } from "drizzle-orm";
import { type ApiKey, type Member, userOf } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { storedTimeZone, type TimeZone } from "#lib/core/time-zone.ts";
import type { Scope } from "./plan.ts";

const MOST_MEMBERS = 1000;

/**
 * Returns the chains a member may read: their own account's; for owners and admins also the
 * workspace's and its members'. A key reads what admins read, because an admin gave it the scope.
 */
export async function scopeOf(
  db: Transaction,
  actor: Member | ApiKey,
  whose: "everybody" | "own",
): Promise<Scope & { zone: TimeZone }> {
  const { workspaceId } = actor;
  const userId = userOf(actor);
  const [workspace] = await db.execute<{ zone: string | null; members: string[] }>(sql`
    select coalesce((select u.time_zone from users u where u.id = ${userId}::uuid), w.time_zone) as zone, array(
      select m.user_id::text from memberships m where m.workspace_id = w.id order by m.user_id limit ${MOST_MEMBERS}) as members
    from workspaces w where w.id = ${workspaceId}`);
  const zone = storedTimeZone(workspace?.zone ?? null);
  const all = actor.kind === "apiKey" || workspaceAdmin.admits(actor);
  if (userId && (whose === "own" || !all)) return { chains: [userId], workspaceId, zone };
  return { chains: [workspaceId, ...(workspace?.members ?? [])], workspaceId, zone };
}
