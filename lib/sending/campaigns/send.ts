import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { audienceOf, overAudience } from "#lib/audience/eligibility.ts";
import { command } from "#lib/core/command.ts";
import { AppError, conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { checkLines } from "./check-lines.ts";
import { countAudience, readFacts } from "./facts.ts";
import { campaignQueue } from "./queue.ts";
import { isSigned } from "./signed.ts";

/**
 * Sends a campaign: asks the pre-send check again, writes a delivery for everyone on the newsletter (those who may not be mailed as
 * skipped, with the reason) and queues the work, all in this transaction. Asked twice, it sends once.
 * @throws AppError conflict with one message per line that stops it.
 */
export const sendCampaign = command({
  name: "campaign.send",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 120,
    windowSeconds: 3600,
    words: "A workspace starts at most 120 campaigns an hour.",
  },
  input: z.object({
    campaignId: z.uuid(),
    /** Whether the sender said yes to leaving unsigned. Absent where nobody could be asked. */
    unsigned: z.boolean().optional(),
  }),
  async run({ tx, actor, enqueue }, { campaignId, unsigned }) {
    const { workspaceId } = actor;
    // The row is taken first: whoever comes second finds the time set.
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [taken] = await tx
      .update(campaigns)
      .set({ sendRequestedAt: sql`now()` })
      .where(and(mine, isNull(campaigns.sendRequestedAt)))
      .returning({ id: campaigns.id });
    if (!taken) {
      const [sent] = await tx.select({ id: campaigns.id }).from(campaigns).where(mine);
      throw sent ? conflict("This campaign is already on its way.") : notFound("campaign");
    }

    // The text that was saved while somebody typed becomes the campaign's, as it is checked and sent.
    await tx.execute(sql`
      update campaigns c set name = d.name, newsletter_id = d.newsletter_id, email_account_id = d.email_account_id, subject = d.subject,
        preheader = d.preheader, reply_to = d.reply_to, body = d.body, updated_at = d.saved_at
      from campaign_drafts d
      where c.workspace_id = ${workspaceId} and c.id = ${campaignId} and d.workspace_id = c.workspace_id and d.campaign_id = c.id`);
    await tx.execute(
      sql`delete from campaign_drafts where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
    );
    const facts = await readFacts(tx, actor, campaignId);
    const newsletterId = facts.newsletter?.id;
    const audience = newsletterId ? await countAudience(tx, workspaceId, newsletterId) : null;
    const stops = checkLines(facts, audience).filter(({ state }) => state === "stop");
    if (stops.length > 0 || !newsletterId) {
      throw new AppError("conflict", stops[0]?.text ?? "Choose the newsletter it goes to.", {
        fields: Object.fromEntries(stops.map(({ id, text }) => [id, text])),
        audit: { target: campaignId, detail: { because: "check", stops: stops.map(({ id }) => id) } },
      });
    }

    const signed = isSigned(facts);
    if (!signed && unsigned === false) {
      const text = "Confirm that it leaves without a signature of the From domain, or set up DKIM first.";
      throw new AppError("conflict", text, {
        fields: { unsigned: text },
        audit: { target: campaignId, detail: { because: "unsigned" } },
      });
    }

    const [counts] = await overAudience(tx, () =>
      tx.execute<{ queued: number; skipped: number }>(sql`
      with made as (
        insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash, state, reason)
        select ${campaignId}, contact_id, new_id(), ${workspaceId}, email, email_hash,
          case when refusal is null then 'queued' else 'skipped' end, refusal
        from (${audienceOf(workspaceId, newsletterId)}) audience
        returning state
      )
      select count(*) filter (where state = 'queued')::int as queued, count(*) filter (where state = 'skipped')::int as skipped from made`),
    );
    const { queued, skipped } = counts ?? { queued: 0, skipped: 0 };

    await enqueue(campaignQueue, { workspaceId, campaignId }, { singletonKey: campaignId });
    return {
      result: { id: campaignId, queued, skipped },
      audit: {
        target: campaignId,
        detail: { name: facts.name, queued, skipped, ...(!signed && { unsigned: true }) },
      },
    };
  },
});
