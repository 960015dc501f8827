import { z } from "zod";
import type { Job } from "#lib/core/jobs/jobs.ts";
import { job } from "#lib/core/jobs/jobs.ts";

const input = z.object({ workspaceId: z.uuid(), campaignId: z.uuid() });

/**
 * Sends what is due of one campaign. Any number of workers may run it side by side on the same campaign: the rows are theirs one by one.
 * The work is loaded when it runs, because the commands that queue it are what it calls.
 */
export const deliverJob: Job<typeof input> = job({
  name: "campaign-send",
  input,
  policy: "short",
  concurrency: 4,
  retryLimit: 5,
  async run({ actor, signal }, { campaignId }) {
    const { deliverCampaign } = await import("./deliver.ts");
    await deliverCampaign(actor, campaignId, signal);
  },
});
