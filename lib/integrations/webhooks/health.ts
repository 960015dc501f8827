import { and, eq, sql } from "drizzle-orm";
import { webhookHealth } from "#db/schema/webhooks.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";

type InWorkspace = { workspaceId: string };

/** Forgets failures, because they happened at another address or before it was mended. */
export async function forgetTrouble(tx: Transaction, actor: InWorkspace, webhookId: string): Promise<void> {
  await tx
    .update(webhookHealth)
    .set({ failingSince: null, failures: 0, retryAt: null, problem: null })
    .where(and(owned(webhookHealth, actor), eq(webhookHealth.webhookId, webhookId)));
}

type Heard = {
  /** Why nothing was taken; null when something was. */
  problem: string | null;
  /** Whether an answer took long. */
  slow: boolean;
  /** Seconds that the address asked to be left alone. */
  retryAfter: number | null;
};

/**
 * Notes how an address answered last. After three failures in a row everything for it waits, at first ten seconds and never longer
 * than an hour, or as long as it asks. Returns since when it fails; null while it does not.
 */
export async function noteAnswer(
  tx: Transaction,
  actor: InWorkspace,
  webhookId: string,
  { problem, slow, retryAfter }: Heard,
): Promise<Date | null> {
  const { workspaceId } = actor;
  if (problem === null) {
    await tx.execute(sql`
      insert into webhook_health as h (workspace_id, webhook_id, delivered_at, slow)
      values (${workspaceId}, ${webhookId}, now(), ${slow})
      on conflict (workspace_id, webhook_id) do update
        set delivered_at = now(), failing_since = null, failures = 0, slow = excluded.slow, retry_at = null, problem = null`);
    return null;
  }
  const asked = sql`case when ${retryAfter}::int > 0 then now() + make_interval(secs => ${retryAfter}::int) end`;
  const [row] = await tx.execute<{ failing_since: Date | string }>(sql`
    insert into webhook_health as h (workspace_id, webhook_id, failing_since, failures, problem, slow, retry_at)
    values (${workspaceId}, ${webhookId}, now(), 1, ${problem}, ${slow}, ${asked})
    on conflict (workspace_id, webhook_id) do update
      set failing_since = coalesce(h.failing_since, now()), failures = h.failures + 1, problem = excluded.problem, slow = excluded.slow,
        retry_at = greatest(
          case when h.failures >= 2 then now() + make_interval(secs => least(3600, 10 * 2 ^ least(h.failures - 2, 9))) end, ${asked})
    returning h.failing_since`);
  return row ? new Date(row.failing_since) : null;
}
