import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";

/** Marks a campaign as sent once nothing of it is queued or under way. `finished` is false while something is, or when it was before. */
export const finishCampaign = command({
  name: "campaign.finish",
  allow: workspaceJob,
  input: z.object({ campaignId: z.uuid() }),
  async run({ tx, actor }, { campaignId }) {
    const [row] = await tx.execute<{ finished: boolean }>(sql`
      with found as (
        select id from campaigns where id = ${campaignId} and workspace_id = ${actor.workspaceId} and send_requested_at is not null and kind = 'campaign'
      ), done as (
        update campaigns c set finished_at = now(), paused_at = null, pause_reason = null from found
        where c.id = found.id and c.finished_at is null
          and not exists (select from deliveries d where d.campaign_id = c.id and d.state = 'queued')
          and not exists (select from deliveries d where d.campaign_id = c.id and d.state = 'sending')
        returning 1
      )
      select exists (select from done) as finished from found`);
    if (!row) throw notFound("campaign");
    return { result: row, audit: { target: campaignId, detail: { finished: row.finished } } };
  },
});
