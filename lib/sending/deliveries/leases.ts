import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { logError } from "#lib/core/log.ts";
import { work } from "#lib/core/work.ts";

/** How long a row is a worker's without a word from it. Long enough for a slow database, short enough to learn of a dead worker. */
export const leaseSeconds = 120;

/** Renews the leases of what is in hand, three times per lease, until stopped: a server may take ten minutes over one message. */
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
 * Rows a worker took and never spoke of again: they may have been sent, so they are unknown and nobody sends them by itself (at most
 * once). Returns how many.
 */
export async function lapseLeases(actor: WorkspaceJob, campaignId: string): Promise<number> {
  const rows = await work(actor, ({ tx }) =>
    tx.execute(sql`update deliveries set state = 'unknown', reason = 'worker_lost', lease_until = null
      where workspace_id = ${actor.workspaceId} and campaign_id = ${campaignId} and state = 'sending'
        and lease_until <= now() returning 1`),
  );
  return rows.length;
}
