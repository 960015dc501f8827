import { sql } from "drizzle-orm";
import { overAudience } from "#lib/audience/eligibility.ts";
import type { ApiKey, Member, WorkspaceJob } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { audienceOfCampaign } from "./audience.ts";
import { type CheckLine, checkLines } from "./check-lines.ts";
import { type CampaignFacts, countAudience, readFacts } from "./facts.ts";
import { campaignQueue } from "./queue.ts";

export type Readiness = {
  facts: CampaignFacts;
  newsletterId: string | undefined;
  stops: CheckLine[];
  eligible: number;
};

/** Makes the text that was saved while somebody typed the campaign's, as it is checked and sent. */
export async function takeNewestText(tx: Transaction, workspaceId: string, campaignId: string) {
  await tx.execute(sql`
    update campaigns c set name = d.name, newsletter_id = d.newsletter_id, segment_id = d.segment_id, email_account_id = d.email_account_id, subject = d.subject,
      preheader = d.preheader, reply_to = d.reply_to, body = d.body, updated_at = d.saved_at
    from campaign_drafts d
    where c.workspace_id = ${workspaceId} and c.id = ${campaignId} and d.workspace_id = c.workspace_id and d.campaign_id = c.id`);
  await tx.execute(
    sql`delete from campaign_drafts where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
}

/**
 * Keeps the campaign's segment as it is now, at the press on "Send" or "Schedule". Who belongs to it is asked when sending starts. A
 * segment that is gone leaves no filters, so that the check stops the campaign.
 */
export async function freezeSegment(tx: Transaction, workspaceId: string, campaignId: string) {
  await tx.execute(sql`
    update campaigns c set segment_name = g.name, segment_filters = g.filters
    from campaigns o left join segments g on g.workspace_id = o.workspace_id and g.id = o.segment_id
    where c.workspace_id = ${workspaceId} and c.id = ${campaignId} and o.workspace_id = c.workspace_id and o.id = c.id`);
}

/** Asks the pre-send check again, in the transaction that sends. */
export async function readiness(
  tx: Transaction,
  actor: { workspaceId: string },
  campaignId: string,
): Promise<Readiness> {
  const facts = await readFacts(tx, actor, campaignId);
  const newsletterId = facts.newsletter?.id;
  const audience = newsletterId ? await countAudience(tx, actor.workspaceId, campaignId, newsletterId) : null;
  const stops = checkLines(facts, audience).filter(({ state }) => state === "stop");
  return { facts, newsletterId, stops, eligible: audience?.eligible ?? 0 };
}

/**
 * Writes a delivery for everyone on the newsletter, in its segment, or of a renewal's people, those who may not be mailed as skipped with the reason, and queues
 * the work. Returns how many there are of both.
 */
export async function queueDeliveries(
  { tx, actor: { workspaceId }, enqueue }: CommandContext<Member | ApiKey | WorkspaceJob>,
  campaignId: string,
  newsletterId: string,
): Promise<{ queued: number; skipped: number }> {
  const people = await audienceOfCampaign(tx, workspaceId, campaignId, newsletterId);
  const [counts] = await overAudience(tx, () =>
    tx.execute<{ queued: number; skipped: number }>(sql`
    with made as (
      insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash, state, reason)
      select ${campaignId}, contact_id, new_id(), ${workspaceId}, email, email_hash,
        case when refusal is null then 'queued' else 'skipped' end, refusal
      from (${people}) audience
      returning state
    )
    select count(*) filter (where state = 'queued')::int as queued, count(*) filter (where state = 'skipped')::int as skipped from made`),
  );
  await enqueue(campaignQueue, { workspaceId, campaignId }, { singletonKey: campaignId });
  return counts ?? { queued: 0, skipped: 0 };
}
