import { sql } from "drizzle-orm";
import { type CalendarDay, dayIn } from "#lib/core/calendar-day.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * Returns today in the workspace's zone, or in the member's own where that is a day ahead, so that no day they live in lies
 * in the future.
 */
export async function todayOf(
  tx: Transaction,
  actor: { workspaceId: string; userId?: string },
): Promise<CalendarDay> {
  const [zones] = await tx.execute<{ workspace: string; own: string | null }>(sql`
    select w.time_zone as workspace, (select u.time_zone from users u where u.id = ${actor.userId ?? null}::uuid) as own
    from workspaces w where w.id = ${actor.workspaceId}`);
  const workspace = zones?.workspace ?? "UTC";
  const days = [dayIn(workspace), dayIn(zones?.own ?? workspace)];
  return days.sort().at(-1) ?? dayIn(workspace);
}
