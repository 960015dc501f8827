import { job } from "#lib/core/jobs/jobs.ts";
import { campaignQueue } from "#lib/sending/campaigns/queue.ts";
import { deliverCampaign } from "./deliver.ts";

/**
 * Sends what is due of one campaign. Several workers may run it on one campaign at once, because each claims
 * its own rows.
 */
export const deliverJob = job({
  ...campaignQueue,
  run: ({ actor, signal, othersWait }, { campaignId }) =>
    deliverCampaign(actor, campaignId, signal, { othersWait }),
});
