import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  asOwner,
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
import { scheduleCampaign } from "./schedule.ts";
import { sendCampaign } from "./send.ts";
import { setWelcome } from "./set-welcome.ts";

export const commands: Cases = {
  "campaign.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { name: "First steps" },
      openToStrangers: "It names nothing of another workspace.",
    };
  },
  "campaign.set_welcome": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const { id: emailAccountId } = await makeEmailAccount(workspaceId);
    return {
      actor,
      input: { newsletterId, emailAccountId, subject: "Welcome", body: "Good that you are here.", on: true },
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
  "campaign.rehearse": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId } };
  },
  "campaign.schedule": async () => {
    const { actor, campaignId } = await ready();
    return { actor, input: { campaignId, ...tomorrow() } };
  },
  "campaign.unschedule": async () => {
    const { actor, campaignId } = await ready();
    await scheduleCampaign(actor, { campaignId, ...tomorrow() });
    return { actor, input: { campaignId } };
  },
  "campaign.start": async () => {
    const { actor, campaignId } = await ready();
    await scheduleCampaign(actor, { campaignId, ...tomorrow() });
    await asOwner((sql) => sql`update campaigns set scheduled_for = now() where id = ${campaignId}`);
    return { actor: jobActor(actor.workspaceId, "campaign-start"), input: { campaignId } };
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

const tomorrow = () => ({
  day: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
  time: "09:00",
  zone: "UTC",
});

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
  "campaign.scheduled_stops": () => ({}),
  "campaign.readers": ({ draft }) => ({ input: { campaignId: draft } }),
  "campaign.get_welcome": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
  "campaign.get": ({ sent }) => ({ input: { campaignId: sent } }),
  "campaign.check": ({ draft }) => ({ input: { campaignId: draft } }),
  "campaign.preview": ({ draft }) => ({
    input: { campaignId: draft, reader: { name: "Ada Lovelace", email: "ada@example.com" } },
    showsNoRow: "A message without the ids of its rows.",
  }),
};

export const seed: Seed = async ({ actor, workspaceId, draft, newsletter, account }) => {
  const welcome = { subject: "Welcome", body: "Good that you are here." };
  await setWelcome(actor, { newsletterId: newsletter, emailAccountId: account, ...welcome });
  const { id } = await duplicateCampaign(actor, { campaignId: draft });
  await autosaveCampaign(actor, { campaignId: id, name: "Half a letter" });
  const planned = await makeCampaign(workspaceId, { newsletterId: newsletter, emailAccountId: account });
  await asOwner(
    (
      sql,
    ) => sql`update campaigns set scheduled_for = now() + interval '1 day', scheduled_by = created_by, scheduled_at = now()
      where id = ${planned.id}`,
  );
  return undefined;
};
