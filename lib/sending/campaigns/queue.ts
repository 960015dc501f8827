import { z } from "zod";
import { queue } from "#lib/core/jobs/jobs.ts";

/** The queue of campaigns with mail due. lib/sending/deliveries/job.ts works it. */
export const campaignQueue = queue({
  name: "campaign-send",
  mails: true,
  input: z.object({ workspaceId: z.uuid(), campaignId: z.uuid() }),
  policy: "short",
  concurrency: 12,
  // A campaign waits for its workspace's own mail server, which may take ten minutes over one message.
  concurrencyPerWorkspace: 2,
  retryLimit: 5,
});
