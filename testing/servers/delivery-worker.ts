import { deliverCampaign } from "#lib/sending/deliveries/deliver.ts";
import { jobActor } from "#testing/factories.ts";

// A worker process of its own, to be killed: node testing/servers/delivery-worker.ts <workspace> <campaign>
const [workspaceId = "", campaignId = ""] = process.argv.slice(2);
await deliverCampaign(jobActor(workspaceId, "campaign-send"), campaignId, new AbortController().signal);
process.exit(0);
