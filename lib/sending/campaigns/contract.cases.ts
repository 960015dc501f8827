import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  jobActor,
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";
import { autosaveCampaign } from "./autosave.ts";
import { duplicateCampaign } from "./duplicate.ts";
import { pauseCampaign } from "./pause.ts";
import { sendCampaign } from "./send.ts";

export const commands: Cases = {
  "campaign.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { name: "First steps" },
      openToStrangers: "It names nothing of another workspace.",
    };
  },
  "campaign.update": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId, name: "Second steps" } };
  },
  "campaign.duplicate": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId } };
  },
  "campaign.delete": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId } };
  },
  "campaign.send": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId } };
  },
  "campaign.send_test": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId } };
  },
  "campaign.pause": async () => {
    const { actor, campaignId } = await ready();
    await sendCampaign(actor, { campaignId });
    return { actor, input: { campaignId } };
  },
  "campaign.resume": async () => {
    const { actor, campaignId } = await ready();
    await sendCampaign(actor, { campaignId });
    await pauseCampaign(actor, { campaignId });
    return { actor, input: { campaignId } };
  },
  "campaign.finish": async () => {
    const { actor, campaignId } = await ready();
    await sendCampaign(actor, { campaignId });
    return { actor: jobActor(actor.workspaceId, "campaign-send"), input: { campaignId } };
  },
  "campaign.halt": async () => {
    const { actor, campaignId } = await ready();
    await sendCampaign(actor, { campaignId });
    return {
      actor: jobActor(actor.workspaceId, "campaign-send"),
      input: { campaignId, reason: "Its server is gone." },
    };
  },
};

async function ready() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 2, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  return { actor, campaignId };
}

export const queries: QueryCases = {
  "campaign.leaving": ({ sent }) => ({ input: { campaignId: sent } }),
  "campaign.list": () => ({}),
  "campaign.get": ({ sent }) => ({ input: { campaignId: sent } }),
  "campaign.check": ({ draft }) => ({ input: { campaignId: draft } }),
  "campaign.preview": ({ draft }) => ({
    input: { campaignId: draft, reader: { name: "Ada Lovelace", email: "ada@example.com" } },
    showsNoRow: "A message without the ids of its rows.",
  }),
};

export const seed: Seed = async ({ actor, draft }) => {
  const { id } = await duplicateCampaign(actor, { campaignId: draft });
  await autosaveCampaign(actor, { campaignId: id, name: "Half a letter" });
  return undefined;
};
