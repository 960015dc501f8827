import { expect, test } from "@playwright/test";
import {
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { autosaveCampaign } from "./autosave.ts";
import { deleteCampaign } from "./delete.ts";
import { copyName, duplicateCampaign } from "./duplicate.ts";
import { getCampaign } from "./get.ts";
import { previewCampaign } from "./preview.ts";
import { sendCampaign } from "./send.ts";
import { updateCampaign } from "./update.ts";

const reader = { name: "Ada Lovelace", email: "ada@example.com" };

async function draft() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 2, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  const text = { campaignId, name: "Spring", subject: "Spring is here", newsletterId, emailAccountId };
  return { actor, workspaceId, campaignId, text };
}

const entries = async (campaignId: string) =>
  (
    await ownerSql()`select action from audit_events where target = ${campaignId} and result = 'done' order by seq`
  ).map(({ action }) => action);

test("an hour of typing is one entry until it is saved", async () => {
  const { actor, campaignId, text } = await draft();
  let { version } = await getCampaign(actor, { campaignId });
  for (const body of ["D", "De", "Dea", "Dear"])
    ({ version } = await autosaveCampaign(actor, { ...text, body, version }));
  expect((await getCampaign(actor, { campaignId })).body).toBe("Dear");
  expect((await previewCampaign(actor, { campaignId, reader })).text).toContain("Dear");
  expect(await entries(campaignId)).toEqual(["campaign.update"]);
  await updateCampaign(actor, { ...text, body: "Dear", version });
  expect(await entries(campaignId)).toEqual(["campaign.update", "campaign.update"]);
  const [last] =
    await ownerSql()`select detail from audit_events where target = ${campaignId} order by seq desc limit 1`;
  expect(last?.detail).toMatchObject({ bodyRewritten: true });
});

test("the log says where a rewritten draft's links lead", async () => {
  const { actor, campaignId, text } = await draft();
  const to = (host: string) => `Read [the offer](https://${host}/offer) and write to us.`;
  await updateCampaign(actor, { ...text, body: to("shop.example") });
  await updateCampaign(actor, { ...text, body: to("thief.example") });
  await updateCampaign(actor, { ...text, body: `${to("thief.example")} Soon.` });
  const rows = await ownerSql()<{ detail: object }[]>`
    select detail from audit_events where target = ${campaignId} and result = 'done' order by seq desc limit 2`;
  const [last, changed] = rows.map(({ detail }) => detail);
  expect(changed).toMatchObject({ linksAdded: ["thief.example"], linksRemoved: ["shop.example"] });
  expect(last).not.toHaveProperty("linksAdded");
});

test("a save never replaces a version its writer did not see", async () => {
  const { actor, workspaceId, campaignId, text } = await draft();
  const { actor: other } = await makeMember({ workspaceId });
  const { version } = await getCampaign(actor, { campaignId });
  await autosaveCampaign(other, { ...text, body: "Theirs", version });
  for (const save of [autosaveCampaign, updateCampaign])
    await expect(save(actor, { ...text, body: "Mine", version })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(
        /^.+ saved another version less than a minute ago, so yours was not saved\.$/,
      ),
    });
  const newest = await getCampaign(actor, { campaignId });
  expect(newest.body).toBe("Theirs");
  await updateCampaign(actor, { ...text, body: "Mine", version: newest.version });
  expect((await getCampaign(other, { campaignId })).body).toBe("Mine");
});

test("what was saved while typing is what is sent", async () => {
  const { actor, campaignId, text } = await draft();
  let { version } = await getCampaign(actor, { campaignId });
  ({ version } = await autosaveCampaign(actor, { ...text, body: "First words", version }));
  await autosaveCampaign(actor, { ...text, subject: "Last subject", body: "Last words", version });
  await sendCampaign(actor, { campaignId });
  const [row] = await ownerSql()`select subject, body from campaigns where id = ${campaignId}`;
  expect(row).toEqual({ subject: "Last subject", body: "Last words" });
  expect(await ownerSql()`select from campaign_drafts where campaign_id = ${campaignId}`).toHaveLength(0);
  await expect(autosaveCampaign(actor, { ...text, body: "Too late" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a viewer saves nothing while typing", async () => {
  const { workspaceId, campaignId, text } = await draft();
  const { actor: viewer } = await makeMember({ workspaceId, role: "viewer" });
  await expect(autosaveCampaign(viewer, { ...text, body: "x" })).rejects.toMatchObject({ code: "forbidden" });
  const { actor: stranger } = await makeMember();
  await expect(autosaveCampaign(stranger, { ...text, body: "x" })).rejects.toMatchObject({
    code: "notFound",
  });
  expect(await entries(campaignId)).toEqual([]);
});

test("a copy has the newest text and its own name", async () => {
  const { actor, campaignId, text } = await draft();
  await updateCampaign(actor, {
    ...text,
    preheader: "Inside: bulbs",
    replyTo: "Ada@Example.com",
    body: "Dear",
  });
  const { id } = await duplicateCampaign(actor, { campaignId });
  const { version, ...copy } = await getCampaign(actor, { campaignId: id });
  expect(version).not.toBe("");
  expect(copy).toMatchObject({
    name: "Spring (copy)",
    preheader: "Inside: bulbs",
    replyTo: "ada@example.com",
    body: "Dear",
    state: "draft",
  });
  expect([...copyName("x".repeat(100))]).toHaveLength(100);
  expect(copyName("Spring (copy)", ["Spring (copy)"])).toBe("Spring (copy 2)");
  expect(copyName("Spring", ["Spring (copy)", "Spring (copy 2)"])).toBe("Spring (copy 3)");
  expect([...copyName("x".repeat(100), [`${"x".repeat(93)} (copy)`])]).toHaveLength(100);
});

test("a draft is deleted and a sent campaign stays", async () => {
  const { actor, campaignId, text } = await draft();
  const { id } = await duplicateCampaign(actor, { campaignId });
  await autosaveCampaign(actor, { ...text, campaignId: id });
  await deleteCampaign(actor, { campaignId: id });
  await expect(getCampaign(actor, { campaignId: id })).rejects.toMatchObject({ code: "notFound" });
  await sendCampaign(actor, { campaignId });
  await expect(deleteCampaign(actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
});
