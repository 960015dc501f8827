import { expect, test } from "@playwright/test";
import { createSegment } from "#lib/audience/segments/create.ts";
import { deleteSegment } from "#lib/audience/segments/delete.ts";
import { applyTags } from "#lib/audience/tags/apply.ts";
import { listTags } from "#lib/audience/tags/list.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { asOwner, auditOf, jobActor, makeContacts, ownerSql } from "#testing/factories.ts";
import { autosaveCampaign } from "./autosave.ts";
import { checkCampaign } from "./check.ts";
import { duplicateCampaign } from "./duplicate.ts";
import { getCampaign } from "./get.ts";
import { campaignReaders } from "./readers.ts";
import { scheduleCampaign } from "./schedule.ts";
import { scheduledStops } from "./scheduled-stops.ts";
import { sendCampaign } from "./send.ts";
import { startCampaign } from "./start.ts";
import { unscheduleCampaign } from "./unschedule.ts";
import { updateCampaign } from "./update.ts";

const noDns = async () => [];
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

/** A campaign to five readers, of whom the first three and a contact on no newsletter are tagged. */
async function narrowed() {
  const ready = await readyCampaign(5);
  const { actor, workspaceId, campaignId, contacts, newsletter, account } = ready;
  const [outside] = await makeContacts(workspaceId, 1);
  const tagged = [...contacts.slice(0, 3), outside].map((each) => each?.id ?? "");
  await applyTags(actor, { contactIds: tagged, tags: "VIP" });
  const [tag] = await listTags(actor, {});
  const { id: segmentId } = await createSegment(actor, { name: "Friends", tagId: tag?.id });
  const draft = {
    campaignId,
    name: "To friends",
    newsletterId: newsletter.id,
    emailAccountId: account.id,
    subject: "Hello",
    body: "Hello",
  };
  const narrow = (to: string | null) => updateCampaign(actor, { ...draft, segmentId: to });
  const check = () => checkCampaign(actor, { campaignId }, noDns);
  await narrow(segmentId);
  return { ...ready, segmentId, tagged, draft, narrow, check };
}

const wentTo = async (campaignId: string) =>
  (
    await ownerSql()<
      { contact_id: string }[]
    >`select contact_id from deliveries where campaign_id = ${campaignId}`
  )
    .map(({ contact_id }) => contact_id)
    .sort();

test("a campaign goes to those of its newsletter in a segment", async () => {
  const made = await narrowed();
  const { actor, campaignId, contacts, workspaceId, newsletter } = made;
  await asOwner(
    (sql) =>
      sql`update subscriptions set unsubscribed_at = now() where contact_id = ${contacts[0]?.id ?? ""}`,
  );
  const check = await made.check();
  expect(check).toMatchObject({ ready: true, audience: { eligible: 2, skipped: { unsubscribed: 1 } } });
  expect(check.lines.map(({ text }) => text)).toContain(
    `2 people of ${newsletter.name} in the segment “Friends” will get it.`,
  );
  expect(await sendCampaign(actor, { campaignId })).toMatchObject({ queued: 2, skipped: 1 });
  expect(await wentTo(campaignId)).toEqual(
    contacts
      .slice(0, 3)
      .map(({ id }) => id)
      .sort(),
  );
  const sent = (await auditOf(workspaceId)).find(({ action }) => action === "campaign.send");
  expect(sent?.detail).toMatchObject({ segment: "Friends" });
  await deleteSegment(actor, { segmentId: made.segmentId });
  expect((await getCampaign(actor, { campaignId })).segment).toMatchObject({ name: "Friends" });
  const { id: copy } = await duplicateCampaign(actor, { campaignId });
  expect((await getCampaign(actor, { campaignId: copy })).segment).toBeNull();
  await made.server.close();
});

test("a scheduled segment is asked when sending starts", async () => {
  const made = await narrowed();
  const { actor, campaignId, contacts, workspaceId } = made;
  await scheduleCampaign(actor, { campaignId, day: tomorrow(), time: "09:00", zone: "UTC" });
  await applyTags(actor, { contactIds: [contacts[3]?.id ?? ""], tags: "VIP" });
  await applyTags(actor, { contactIds: [contacts[0]?.id ?? ""], tags: "VIP", does: "remove" });
  // Whatever becomes of the segment meanwhile, the filter is the one of the press on Schedule.
  await asOwner((sql) => sql`delete from segments where workspace_id = ${workspaceId}`);
  expect(await made.check()).toMatchObject({ ready: true, audience: { eligible: 3 } });
  await asOwner((sql) => sql`update campaigns set scheduled_for = now() where id = ${campaignId}`);
  expect(await startCampaign(jobActor(workspaceId, "campaign-start"), { campaignId })).toEqual({
    outcome: "started",
  });
  expect(await wentTo(campaignId)).toEqual(
    contacts
      .slice(1, 4)
      .map(({ id }) => id)
      .sort(),
  );
  await made.server.close();
});

test("a segment that a draft or schedule uses is not deleted", async () => {
  const made = await narrowed();
  const { actor, campaignId, segmentId } = made;
  const refused = (words: RegExp) =>
    expect(deleteSegment(actor, { segmentId })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(words),
    });
  await refused(/“To friends” \(draft\)/);
  await scheduleCampaign(actor, { campaignId, day: tomorrow(), time: "09:00", zone: "UTC" });
  await refused(/“To friends” \(scheduled\)/);
  await unscheduleCampaign(actor, { campaignId });
  // The newest text counts, saved while somebody types.
  await autosaveCampaign(actor, { ...made.draft, segmentId: null });
  await deleteSegment(actor, { segmentId });
  await expect(made.narrow(segmentId)).rejects.toMatchObject({
    fields: { segmentId: "That segment no longer exists." },
  });
  await made.server.close();
});

test("a segment that is gone or unreadable reaches nobody", async () => {
  const made = await narrowed();
  const { actor, campaignId, workspaceId } = made;
  await asOwner(
    (sql) =>
      sql`update segments set filters = '{"mail":"from-the-future"}' where workspace_id = ${workspaceId}`,
  );
  expect(await made.check()).toMatchObject({ ready: false, audience: { eligible: 0, skipped: {} } });
  await asOwner((sql) => sql`delete from segments where workspace_id = ${workspaceId}`);
  const check = await made.check();
  expect(check).toMatchObject({ ready: false, audience: { eligible: 0, skipped: {} } });
  expect(check.lines[0]).toMatchObject({ id: "segment", state: "stop" });
  await expect(sendCampaign(actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
  expect(await wentTo(campaignId)).toEqual([]);
  await made.narrow(null);
  expect(await made.check()).toMatchObject({ ready: true, audience: { eligible: 5 } });
  await made.server.close();
});

test("a state without a newsletter is the one on the campaign's", async () => {
  const made = await narrowed();
  const { actor } = made;
  const { id: gets } = await createSegment(actor, { name: "Gets mail", mail: "gets" });
  await made.narrow(gets);
  expect((await made.check()).audience).toEqual({ eligible: 5, skipped: {} });
  const { id: none } = await createSegment(actor, { name: "On nothing", mail: "none" });
  await made.narrow(none);
  expect(await made.check()).toMatchObject({ ready: false, audience: { eligible: 0 } });
  const { id: searched } = await createSegment(actor, { name: "Found", search: "reader1" });
  await made.narrow(searched);
  expect((await made.check()).audience.eligible).toBe(1);
  await made.server.close();
});

test("a narrowed campaign is looked at as its own recipients", async () => {
  const { actor, campaignId, contacts, narrow } = await narrowed();
  const readers = async () => (await campaignReaders(actor, { campaignId })).map(({ id }) => id).sort();
  const ids = contacts.map(({ id }) => id);
  expect(await readers()).toEqual(ids.slice(0, 3).sort());
  await narrow(null);
  expect(await readers()).toEqual(ids.toSorted());
});

test("a dashboard knows what keeps a scheduled campaign from starting", async () => {
  const { actor, campaignId, workspaceId } = await narrowed();
  await scheduleCampaign(actor, { campaignId, day: tomorrow(), time: "09:00", zone: "UTC" });
  expect(await scheduledStops(actor, {})).toEqual([{ id: campaignId, stops: [] }]);
  await asOwner((sql) => sql`update workspaces set postal_address = null where id = ${workspaceId}`);
  const [found] = await scheduledStops(actor, {});
  expect(found?.stops).toEqual([expect.stringContaining("Enter your postal address")]);
});
