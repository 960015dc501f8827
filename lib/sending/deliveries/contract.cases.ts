import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";

export const commands: Cases = {
  "delivery.judge": async () => {
    const { actor, campaignId } = await sentCampaign("queued");
    await asOwner(async (sql) => {
      await sql`update campaigns set paused_at = now(), undecided_at = now() where id = ${campaignId}`;
      await sql`update deliveries set held_at = now(), reason = 'bounced', reply = '550 no', attempts = 1 where campaign_id = ${campaignId}`;
    });
    return { actor, input: { campaignId, fault: "addresses" } };
  },
  "delivery.send_again": async () => {
    const { actor, campaignId } = await sentCampaign("unknown");
    await asOwner((sql) => sql`update campaigns set finished_at = now() where id = ${campaignId}`);
    return { actor, input: { campaignId } };
  },
};

async function sentCampaign(state: "queued" | "unknown") {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [reader] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  await makeDelivery(workspaceId, campaignId, reader?.id ?? "", state);
  await asOwner((sql) => sql`update campaigns set send_requested_at = now() where id = ${campaignId}`);
  return { actor, campaignId };
}

export const queries: QueryCases = {
  "delivery.list": ({ sent }) => ({ input: { campaignId: sent } }),
  "delivery.chart": ({ sent }) => ({
    input: { campaignId: sent, step: "hour" },
    showsNoRow: "Counts by the hour.",
  }),
};
