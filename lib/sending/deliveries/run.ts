import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";
import { deriveKey } from "#lib/crypto/hash.ts";
import { type CampaignFacts, readFacts } from "#lib/sending/campaigns/facts.ts";

export type Run = {
  workspaceId: string;
  facts: CampaignFacts;
  accountId: string;
  newsletterId: string;
  linkKey: Buffer;
  messageIdKey: Buffer;
  /** Multiplies how many refusals in a row are put before a member. */
  patience: number;
};

/** Returns what a worker needs to continue a campaign, or null when it is not to be sent right now. */
export async function readRun(actor: WorkspaceJob, campaignId: string): Promise<Run | null> {
  return work(actor, async ({ tx, vault }) => {
    const [open] = await tx.execute<{ decidedRuns: number }>(running(actor, campaignId));
    if (!open) return null;
    const facts = await readFacts(tx, actor, campaignId);
    const linkKey = await vault.linkKey();
    if (!facts.account || !facts.newsletter) return null;
    return {
      workspaceId: actor.workspaceId,
      facts,
      accountId: facts.account.id,
      newsletterId: facts.newsletter.id,
      linkKey,
      messageIdKey: deriveKey(linkKey, "message-id"),
      patience: 2 ** Math.min(open.decidedRuns, 10),
    };
  });
}

/** Returns true while a campaign is to be sent right now: not paused, not finished, its account not waiting. */
export async function isRunning(actor: WorkspaceJob, campaignId: string): Promise<boolean> {
  return (await work(actor, ({ tx }) => tx.execute(running(actor, campaignId)))).length > 0;
}

const running = (actor: WorkspaceJob, campaignId: string) => sql`
  select c.decided_runs as "decidedRuns" from campaigns c
  left join email_account_health h on h.workspace_id = c.workspace_id and h.account_id = c.email_account_id
  where c.id = ${campaignId} and c.workspace_id = ${actor.workspaceId} and c.send_requested_at is not null
    and c.paused_at is null and c.finished_at is null and (h.retry_at is null or h.retry_at <= now())
    and (h.limited_until is null or h.limited_until <= now())`;

/** Returns true when a server took at least one message of a campaign. */
export async function anythingSent(actor: WorkspaceJob, campaignId: string): Promise<boolean> {
  const rows = await work(actor, ({ tx }) =>
    tx.execute(sql`select 1 from deliveries
      where workspace_id = ${actor.workspaceId} and campaign_id = ${campaignId} and state = 'sent' limit 1`),
  );
  return rows.length > 0;
}

/** Returns true when a campaign is unfinished but has no row left that is queued or being sent. */
export async function isDone(actor: WorkspaceJob, campaignId: string): Promise<boolean> {
  const [row] = await work(actor, ({ tx }) =>
    tx.execute<{ done: boolean }>(sql`
      select finished_at is null and kind = 'campaign'
        and not exists (select from deliveries d
          where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'queued')
        and not exists (select from deliveries d
          where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'sending') as done
      from campaigns c where c.id = ${campaignId} and c.workspace_id = ${actor.workspaceId}`),
  );
  return row?.done ?? false;
}
