import { sql } from "drizzle-orm";
import { recordBounce } from "#lib/audience/suppressions/record-bounce.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";
import type { Held } from "./refusals.ts";

// More than any run, several workers included.
const most = 1000;

/** Returns what is held of a campaign, oldest answer first: left by a worker that stopped, or held by another one. */
export async function readHeld(actor: WorkspaceJob, campaignId: string): Promise<Held[]> {
  const rows = await work(actor, ({ tx }) =>
    tx.execute<Held>(sql`
      select contact_id as "contactId", email, coalesce(reason, 'other') as reason, coalesce(reply, '') as reply from deliveries
      where workspace_id = ${actor.workspaceId} and campaign_id = ${campaignId} and state = 'queued' and held_at is not null
      order by held_at, contact_id limit ${most}`),
  );
  return [...rows];
}

/**
 * Closes held deliveries whose answer is believed. A dead address is suppressed before its row is closed, so that
 * a crash in between forgets nothing.
 */
export async function closeHeld(actor: WorkspaceJob, campaignId: string, held: readonly Held[]) {
  for (let from = 0; from < held.length; from += 200) {
    const some = held.slice(from, from + 200);
    const bounces = some
      .filter(({ reason }) => reason === "bounced")
      .map(({ contactId, reply }) => ({ contactId, reply }));
    if (bounces.length > 0) await recordBounce(actor, { campaignId, bounces });
    const ids = `{${some.map(({ contactId }) => contactId).join(",")}}`;
    await work(actor, ({ tx }) =>
      tx.execute(sql`update deliveries set state = 'failed', ended_at = held_at, held_at = null
        where workspace_id = ${actor.workspaceId} and campaign_id = ${campaignId} and contact_id = any(${ids}::uuid[])
          and state = 'queued' and held_at is not null`),
    );
  }
}
