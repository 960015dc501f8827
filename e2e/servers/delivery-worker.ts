import { jobActor } from "#db/factories.ts";
import { deliverCampaign } from "#lib/deliveries/deliver.ts";

// A worker process of its own, to be killed: node e2e/servers/delivery-worker.ts <workspace> <campaign>
const [workspaceId = "", campaignId = ""] = process.argv.slice(2);
await deliverCampaign(jobActor(workspaceId, "campaign-send"), campaignId, new AbortController().signal);
process.exit(0);
