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
  "delivery.send_again": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const [reader] = await makeContacts(workspaceId, 1, newsletterId);
    const { id: emailAccountId } = await makeEmailAccount(workspaceId);
    const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
    await makeDelivery(workspaceId, campaignId, reader?.id ?? "", "unknown");
    await asOwner(
      (sql) =>
        sql`update campaigns set send_requested_at = now(), finished_at = now() where id = ${campaignId}`,
    );
    return { actor, input: { campaignId } };
  },
};

export const queries: QueryCases = {
  "delivery.list": ({ sent }) => ({ input: { campaignId: sent } }),
  "delivery.chart": ({ sent }) => ({
    input: { campaignId: sent, step: "hour" },
    showsNoRow: "Counts by the hour.",
  }),
};
