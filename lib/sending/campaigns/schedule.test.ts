import { expect, test } from "@playwright/test";
import { archiveNewsletter } from "#lib/audience/newsletters/archive.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { disconnectEmailAccount } from "#lib/mailboxes/email-accounts/disconnect.ts";
import { startQueue } from "#lib/sending/campaigns/start-job.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { wakeJob } from "#lib/sending/deliveries/wake.ts";
import { asOwner, jobActor, makeContacts, makeMember, ownerSql } from "#testing/factories.ts";
import { withdrawals } from "#testing/withdrawals.ts";
import { autosaveCampaign } from "./autosave.ts";
import { deleteCampaign } from "./delete.ts";
import { getCampaign } from "./get.ts";
import { listCampaigns } from "./list.ts";
import { rehearseCampaign } from "./rehearse.ts";
import { scheduleCampaign } from "./schedule.ts";
import { sendCampaign } from "./send.ts";
import { startCampaign } from "./start.ts";
import { startJob } from "./start-job.ts";
import { startTime } from "./start-time.ts";
import { unscheduleCampaign } from "./unschedule.ts";

const zurich = "Europe/Zurich" as TimeZone;
const now = new Date("2026-03-01T12:00:00Z");
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

async function scheduled(people = 2) {
  const ready = await readyCampaign(people);
  const { campaignId, actor, workspaceId } = ready;
  await scheduleCampaign(actor, { campaignId, day: tomorrow(), time: "09:00", zone: "Europe/Zurich" });
  return {
    ...ready,
    state: async () => (await getCampaign(actor, { campaignId })).state,
    comes: (ago = "1 minute") =>
      asOwner(
        (sql) => sql`update campaigns set scheduled_for = now() - ${ago}::interval where id = ${campaignId}`,
      ),
    start: () => startCampaign(jobActor(workspaceId, "campaign-start"), { campaignId }),
    mails: () => heldMails(campaignId),
  };
}

const heldMails = async (campaignId: string) =>
  (
    await ownerSql()<{ to: string; text: string }[]>`
      select data->'to'->>'address' as to, data::text as text from pgboss.job
      where name = 'platform-mail' and data->'page'->>'path' = ${`/campaigns/${campaignId}`} order by 1`
  ).map((mail) => ({ ...mail }));

test("a scheduled campaign is started by the minute's round", async () => {
  const made = await scheduled();
  const { campaignId, workspaceId } = made;
  expect(await made.state()).toBe("scheduled");
  const { rows } = await listCampaigns(made.actor, { state: "scheduled" });
  expect(rows.map(({ id }) => id)).toEqual([campaignId]);
  await runJob(wakeJob, {});
  expect(await queued(campaignId)).toBe(0);

  await made.comes();
  await runJob(wakeJob, {});
  await runJob(wakeJob, {});
  expect(await queued(campaignId)).toBe(1);
  await runJob(startJob, { workspaceId, campaignId });
  expect(await made.state()).toBe("sending");
  await made.deliver();
  expect(await made.states()).toEqual({ sent: 2 });
  expect(await entries(campaignId)).toEqual(["campaign.schedule", "campaign.start", "campaign.finish"]);
  await made.server.close();
});

const queued = async (campaignId: string) =>
  (await ownerSql()`select from pgboss.job where name = ${startQueue.name} and singleton_key = ${campaignId}`)
    .length;

const entries = async (campaignId: string) =>
  (
    await ownerSql()`select action from audit_events where target = ${campaignId} and result = 'done' order by seq`
  ).map(({ action }) => action);

test("a campaign that is moved, unscheduled or sent does not start", async () => {
  const moved = await scheduled();
  expect(await moved.start()).toEqual({ outcome: "left" });
  await moved.comes();
  await scheduleCampaign(moved.actor, {
    campaignId: moved.campaignId,
    day: tomorrow(),
    time: "10:00",
    zone: "UTC",
  });
  expect(await moved.start()).toEqual({ outcome: "left" });

  const draft = await scheduled();
  await draft.comes();
  await unscheduleCampaign(draft.actor, { campaignId: draft.campaignId });
  expect(await draft.start()).toEqual({ outcome: "left" });
  expect(await draft.state()).toBe("draft");
  await expect(unscheduleCampaign(draft.actor, { campaignId: draft.campaignId })).rejects.toMatchObject({
    message: "This campaign is not scheduled.",
  });

  const sent = await scheduled();
  await sendCampaign(sent.actor, { campaignId: sent.campaignId });
  expect(await sent.start()).toEqual({ outcome: "left" });
  await expect(unscheduleCampaign(sent.actor, { campaignId: sent.campaignId })).rejects.toMatchObject({
    message: "This campaign is already on its way. You can pause it.",
  });
  for (const { server } of [moved, draft, sent]) await server.close();
});

test("two workers start a campaign once", async () => {
  const made = await scheduled();
  await made.comes();
  const outcomes = await Promise.all([made.start(), made.start()]);
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["left", "started"]);
  expect(await made.states()).toEqual({ queued: 2 });
  await made.server.close();
});

const obstacles: [string, (made: Awaited<ReturnType<typeof scheduled>>) => Promise<unknown>, RegExp][] = [
  [
    "a disconnected account",
    ({ actor, account }) => disconnectEmailAccount(actor, { accountId: account.id }),
    /is disconnected\. Choose another one/,
  ],
  [
    "a sender name that is gone",
    ({ workspaceId }) =>
      asOwner((sql) => sql`update workspaces set sender_name = null where id = ${workspaceId}`),
    /Say who is sending/,
  ],
  [
    "an archived newsletter",
    ({ newsletter }) =>
      asOwner((sql) => sql`update newsletters set archived_at = now() where id = ${newsletter.id}`),
    /That newsletter is archived/,
  ],
  [
    "a list nobody is left on",
    ({ workspaceId }) => asOwner((sql) => sql`delete from subscriptions where workspace_id = ${workspaceId}`),
    /Nobody on .+ may get it right now/,
  ],
];

for (const [what, happens, words] of obstacles) {
  test(`${what} holds a scheduled campaign and mails its author`, async () => {
    const made = await scheduled();
    await happens(made);
    await made.comes();
    expect(await made.start()).toEqual({ outcome: "held" });
    const { state, heldReason } = await getCampaign(made.actor, { campaignId: made.campaignId });
    expect(state).toBe("draft");
    expect(heldReason).toMatch(words);
    const mails = await made.mails();
    expect(mails.map(({ to }) => to)).toEqual([made.user.email]);
    expect(mails[0]?.text).toMatch(words);
    expect(await made.states()).toEqual({});
    // Once held it waits for its author, not for the next minute.
    expect(await made.start()).toEqual({ outcome: "left" });
    await made.server.close();
  });
}

for (const role of ["member", "admin", "owner"] as const)
  test(`a right withdrawn meanwhile holds what a scheduling ${role} asked`, async () => {
    for (const [way, { words, withdraw }] of Object.entries(withdrawals)) {
      const made = await scheduled();
      const { actor: author } = await makeMember({ workspaceId: made.workspaceId, role });
      const { campaignId } = made;
      await scheduleCampaign(author, { campaignId, day: tomorrow(), time: "10:00", zone: "UTC" });
      await withdraw(author);
      await made.comes();
      expect(await made.start(), way).toEqual({ outcome: "held" });
      const [row] = await ownerSql()`select held_reason as reason from campaigns where id = ${campaignId}`;
      expect(row?.reason, way).toContain(`The person who scheduled it ${words}.`);
      expect(await queued(campaignId), way).toBe(0);
    }
  });

test("an author who left holds the campaign and the owner learns it", async () => {
  const made = await scheduled();
  const { actor: author, user: other } = await makeMember({ workspaceId: made.workspaceId, role: "member" });
  const { campaignId } = made;
  await scheduleCampaign(author, { campaignId, day: tomorrow(), time: "10:00", zone: "UTC" });
  await asOwner((sql) => sql`delete from memberships where user_id = ${other.id}`);
  await made.comes();
  expect(await made.start()).toEqual({ outcome: "held" });
  const [mail, ...more] = await made.mails();
  expect(mail?.to).toBe(made.user.email);
  expect(mail?.text).toContain("may no longer do this in the workspace");
  expect(more).toEqual([]);
  await made.server.close();
});

test("a worker that was down too long holds what it missed", async () => {
  const soon = await scheduled();
  await soon.comes("5 hours");
  expect(await soon.start()).toEqual({ outcome: "started" });
  const late = await scheduled();
  await late.comes("7 hours");
  expect(await late.start()).toEqual({ outcome: "held" });
  for (const { server } of [soon, late]) await server.close();
});

test("a signature that is gone holds a campaign scheduled with one", async () => {
  const made = await scheduled();
  await made.comes();
  await asOwner((sql) => sql`update campaigns set unsigned_accepted_at = null where id = ${made.campaignId}`);
  expect(await made.start()).toEqual({ outcome: "held" });
  await scheduleCampaign(made.actor, {
    campaignId: made.campaignId,
    day: tomorrow(),
    time: "10:00",
    zone: "UTC",
    unsigned: true,
  });
  await made.comes();
  expect(await made.start()).toEqual({ outcome: "started" });
  await expect(
    scheduleCampaign((await scheduled()).actor, {
      campaignId: made.campaignId,
      day: tomorrow(),
      time: "10:00",
      zone: "UTC",
    }),
  ).rejects.toMatchObject({ code: "notFound" });
  await made.server.close();
});

test("a scheduled text stands still until it is unscheduled", async () => {
  const made = await scheduled();
  const { actor, campaignId } = made;
  const save = () => autosaveCampaign(actor, { campaignId, name: "Other", subject: "Other" });
  await expect(save()).rejects.toMatchObject({
    message: "This campaign is scheduled. Unschedule it to change it.",
  });
  await expect(deleteCampaign(actor, { campaignId })).rejects.toMatchObject({
    message: "This campaign is scheduled. Unschedule it to delete it.",
  });
  await expect(archiveNewsletter(actor, { newsletterId: made.newsletter.id })).rejects.toMatchObject({
    message: "“First steps” is scheduled to go to it. Unschedule it first.",
  });
  await unscheduleCampaign(actor, { campaignId });
  await save();
  await deleteCampaign(actor, { campaignId });
  await made.server.close();
});

test("a campaign that fails the check is not scheduled", async () => {
  const { actor, campaignId, server } = await readyCampaign(2, { bare: true });
  await expect(
    scheduleCampaign(actor, { campaignId, day: tomorrow(), time: "09:00", zone: "UTC" }),
  ).rejects.toMatchObject({
    fields: { sender_name: expect.any(String), postal_address: expect.any(String) },
  });
  expect((await getCampaign(actor, { campaignId })).state).toBe("draft");
  await server.close();
});

test("a time that cannot be is refused beside its field", () => {
  const choose = (day: string, time: string, zone = zurich) => startTime(day, time, zone, now);
  expect(choose("2026-03-01", "13:01").at.toISOString()).toBe("2026-03-01T12:01:00.000Z");
  const refused = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return (error as { fields: Record<string, string> }).fields;
    }
    return {};
  };
  expect(refused(() => choose("2026-03-29", "02:30"))).toEqual({
    time: "Clocks in Zurich go forward on 29 March 2026 and skip 02:30. Choose 03:00 or later.",
  });
  expect(refused(() => choose("2026-03-01", "13:00"))).toEqual({
    time: "That time has passed. It is 13:00 in Zurich now.",
  });
  expect(refused(() => choose("2026-02-28", "15:00"))).toEqual({
    day: "That day has passed. Today is 1 March 2026 in Zurich.",
  });
  expect(refused(() => choose("2027-03-03", "09:00"))).toEqual({
    day: "Choose a day within a year, until 2 March 2027.",
  });
  expect(choose("2027-03-01", "09:00").twice).toBe(false);
  expect(choose("2026-10-25", "02:30")).toEqual({ at: new Date("2026-10-25T00:30:00Z"), twice: true });
});

test("a day or time out of form is named beside its field", async () => {
  const { actor, campaignId, server } = await readyCampaign(1);
  for (const [day, time, fields] of [
    ["", "", { day: "Choose the day.", time: "Choose the time." }],
    [
      "3.12.2026",
      "9 Uhr",
      { day: "Write a day as 2026-12-03.", time: "Write a time as 09:00, in 24 hours." },
    ],
    ["2026-02-30", "09:00", { day: "Write a day as 2026-12-03." }],
  ] as const)
    await expect(scheduleCampaign(actor, { campaignId, day, time, zone: "UTC" })).rejects.toMatchObject({
      fields,
    });
  await expect(
    scheduleCampaign(actor, { campaignId, day: tomorrow(), time: "09:00", zone: "Mars/Base" }),
  ).rejects.toMatchObject({ fields: { zone: "Choose a time zone from the list." } });
  await server.close();
});

test("more people than the sender saw are neither mailed nor scheduled", async () => {
  const { campaignId, actor, workspaceId, newsletter } = await readyCampaign(2);
  await makeContacts(workspaceId, 2, newsletter.id);
  const grown = {
    code: "conflict",
    message: expect.stringContaining("4 people would get it now, where you saw 2."),
  };
  const at = { day: tomorrow(), time: "09:00", zone: "Europe/Zurich" } as const;
  await expect(sendCampaign(actor, { campaignId, expected: 2 })).rejects.toMatchObject(grown);
  await expect(scheduleCampaign(actor, { campaignId, ...at, expected: 2 })).rejects.toMatchObject(grown);
  await expect(rehearseCampaign(actor, { campaignId, expected: 2 })).rejects.toMatchObject(grown);
  expect(await queued(campaignId)).toBe(0);
  expect((await getCampaign(actor, { campaignId })).state).toBe("draft");
  expect(await sendCampaign(actor, { campaignId, expected: 4 })).toMatchObject({ queued: 4 });
});
