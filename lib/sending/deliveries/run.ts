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
};

/** Returns what a worker needs to continue a campaign, or null when it is not to be sent right now. */
export async function readRun(actor: WorkspaceJob, campaignId: string): Promise<Run | null> {
  return work(actor, async ({ tx, vault }) => {
    const [open] = await tx.execute<{ id: string }>(sql`
      select c.id from campaigns c
      left join email_account_health h on h.workspace_id = c.workspace_id and h.account_id = c.email_account_id
      where c.id = ${campaignId} and c.workspace_id = ${actor.workspaceId} and c.send_requested_at is not null
        and c.paused_at is null and c.finished_at is null and (h.retry_at is null or h.retry_at <= now())`);
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
    };
  });
}

/** Returns true when a campaign is unfinished but has no row left that is queued or being sent. */
export async function isDone(actor: WorkspaceJob, campaignId: string): Promise<boolean> {
  const [row] = await work(actor, ({ tx }) =>
    tx.execute<{ done: boolean }>(sql`
      select finished_at is null
        and not exists (select from deliveries d
          where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'queued')
        and not exists (select from deliveries d
          where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'sending') as done
      from campaigns c where c.id = ${campaignId} and c.workspace_id = ${actor.workspaceId}`),
  );
  return row?.done ?? false;
}
