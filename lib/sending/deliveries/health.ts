import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";

// Ten tries take about 19 hours. After that, a member should look.
const minutes = [1, 5, 15, 60, 120, 240, 240, 240, 240];

/** Failures in a row after which the campaign is paused instead of tried again. */
export const mostFailures = minutes.length + 1;

/**
 * Records that an account's server failed, in words for its owner, and when it is tried again. Returns the
 * number of failures in a row.
 */
export async function recordFailure(
  actor: WorkspaceJob,
  accountId: string,
  failure: string,
): Promise<number> {
  const waits = `{${minutes.join(",")}}`;
  const [row] = await work(actor, ({ tx }) =>
    tx.execute<{ failures: number }>(sql`
      insert into email_account_health as h (account_id, workspace_id, last_failed_at, failure, consecutive_failures, retry_at)
      values (${accountId}, ${actor.workspaceId}, now(), ${failure}, 1, now() + interval '1 minute')
      on conflict (workspace_id, account_id) do update set last_failed_at = now(), failure = excluded.failure,
        consecutive_failures = h.consecutive_failures + 1,
        retry_at = now() + make_interval(mins => (${waits}::int[])[least(h.consecutive_failures + 1, ${minutes.length})])
      returning consecutive_failures as failures`),
  );
  return row?.failures ?? 1;
}
