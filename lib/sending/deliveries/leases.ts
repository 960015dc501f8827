import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { logError } from "#lib/core/log.ts";
import { work } from "#lib/core/work.ts";

/**
 * Seconds a row stays a worker's without renewal: long enough for a slow database, short enough to learn of a
 * dead worker.
 */
export const leaseSeconds = 120;

/**
 * Renews the leases of the rows in hand three times per lease until stopped, because a server may take ten
 * minutes over one message.
 */
export function keepLeases(actor: WorkspaceJob, campaignId: string, inHand: ReadonlyMap<string, unknown>) {
  const timer = setInterval(
    () => {
      const ids = [...inHand.keys()];
      if (ids.length === 0) return;
      work(actor, ({ tx }) =>
        tx.execute(sql`update deliveries set lease_until = now() + make_interval(secs => ${leaseSeconds})
          where workspace_id = ${actor.workspaceId} and campaign_id = ${campaignId} and state = 'sending'
            and contact_id = any(${`{${ids.join(",")}}`}::uuid[])`),
      ).catch((error) => logError(error, { in: "delivery leases", campaignId }));
    },
    (leaseSeconds * 1000) / 3,
  );
  return { stop: () => clearInterval(timer) };
}

/**
 * Marks rows as unknown when their worker stopped renewing them, and returns how many. They may have been
 * sent, so they are never sent again by themselves (at most once).
 */
export async function lapseLeases(actor: WorkspaceJob, campaignId: string): Promise<number> {
  const rows = await work(actor, ({ tx }) =>
    tx.execute(sql`update deliveries set state = 'unknown', reason = 'worker_lost', ended_at = now(), lease_until = null
      where workspace_id = ${actor.workspaceId} and campaign_id = ${campaignId} and state = 'sending'
        and lease_until <= now() returning 1`),
  );
  return rows.length;
}
