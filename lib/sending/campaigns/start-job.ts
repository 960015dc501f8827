import { z } from "zod";
import { job, queue } from "#lib/core/jobs/jobs.ts";
import { startCampaign } from "./start.ts";

/** The queue of scheduled campaigns whose time has come. */
export const startQueue = queue({
  name: "campaign-start",
  mails: true,
  input: z.object({ workspaceId: z.uuid(), campaignId: z.uuid() }),
  policy: "short",
  concurrency: 2,
  concurrencyPerWorkspace: 1,
  ends: "One transaction over the workspace's own audience.",
  // The next minute's round queues it again.
  retryLimit: 0,
});

export const startJob = job({
  ...startQueue,
  async run({ actor }, { campaignId, workspaceId }) {
    await startCampaign({ ...actor, workspaceId }, { campaignId });
  },
});
