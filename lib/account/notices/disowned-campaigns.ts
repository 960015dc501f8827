import { z } from "zod";
import { queue } from "#lib/core/jobs/jobs.ts";

/** The queue of campaigns to pause because the sign-in that started them was not their user's. lib/sending/campaigns works it. */
export const disownedCampaigns = queue({
  name: "campaign-disowned",
  input: z.object({ workspaceId: z.uuid(), campaignId: z.uuid() }),
  concurrency: 4,
  concurrencyPerWorkspace: 2,
  ends: "Pauses one campaign.",
});
