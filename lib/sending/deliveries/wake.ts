import { sql } from "drizzle-orm";
import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";
import { campaignQueue } from "#lib/sending/campaigns/queue.ts";
import { startQueue } from "#lib/sending/campaigns/start-job.ts";

type Due = { workspace_id: string; campaign_id: string };

/**
 * Queues campaigns that have something due and no worker, every minute. These are scheduled ones and retries whose time
 * has come, and rows that a dead worker left behind.
 */
export const wakeJob = job({
  name: "campaign-wake",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "* * * * *",
  async run({ actor }) {
    await work(actor, async ({ tx, enqueue }) => {
      const scheduled = await tx.execute<Due>(
        sql`select workspace_id, campaign_id from campaigns_to_start()`,
      );
      for (const { workspace_id: workspaceId, campaign_id: campaignId } of scheduled) {
        await enqueue(startQueue, { workspaceId, campaignId }, { singletonKey: campaignId });
      }
      const due = await tx.execute<Due>(sql`select workspace_id, campaign_id from campaigns_to_wake()`);
      for (const { workspace_id: workspaceId, campaign_id: campaignId } of due) {
        await enqueue(campaignQueue, { workspaceId, campaignId }, { singletonKey: campaignId });
      }
    });
  },
});
