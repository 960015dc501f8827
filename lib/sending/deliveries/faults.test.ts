import { expect, test } from "@playwright/test";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { getCampaign } from "#lib/sending/campaigns/get.ts";
import { resumeCampaign } from "#lib/sending/campaigns/resume.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { asOwner, auditOf, jobActor, makeCampaign, ownerSql } from "#testing/factories.ts";
import { type Step, scriptedSmtp } from "#testing/servers/scripted-smtp.ts";
import { readyCampaign } from "./campaign.fixture.ts";
import { deliverCampaign } from "./deliver.ts";
import { judgeRefusals } from "./judge.ts";

type Script = Parameters<typeof scriptedSmtp>[0];
const people = 60;

/** Sends a campaign of 60 through a server that misbehaves; `mend` makes it behave from then on. */
async function sendThrough(script: Script, list = people) {
  const given = { ...script };
  const scripted = await scriptedSmtp(given);
  const ready = await readyCampaign(list, { port: scripted.port });
  await ready.send();
  await ready.deliver();
  return {
    ...ready,
    scripted,
    mend: () => {
      given.after = Number.MAX_SAFE_INTEGER;
    },
    async close() {
      scripted.close();
      await ready.server.close();
    },
  };
}

const suppressed = async (workspaceId: string) =>
  (
    await ownerSql()`select email from suppressions where workspace_id = ${workspaceId} and lifted_at is null`
  ).map(({ email }) => String(email));
const countOf = (states: Record<string, number>, kind: string) =>
  Object.entries(states).reduce((sum, [state, n]) => sum + (state.startsWith(kind) ? n : 0), 0);

const limits: [Step, string, number][] = [
  ["mail", "550 5.4.5 Daily user sending limit exceeded", 86_400],
  ["rcpt", "550 Connection frequency limited", 3600],
  ["rcpt", "550 send spam mail rejected: exceeded hour limit", 3600],
  ["data", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", 86_400],
  [
    "dot",
    "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\r\n550 5.4.5 sending limits go to",
    86_400,
  ],
  ["rcpt", "451 4.7.1 You have exceeded your hourly sending quota", 3600],
  ["mail", "550 Sending quota reached. Relay quota will reset in 2 hours.", 7200],
];
for (const [at, reply, seconds] of limits) {
  test(`a limit at ${at} pauses the account: ${reply.slice(0, 40)}`, { tag: "@BS7" }, async () => {
    const sent = await sendThrough({ at, does: { reply }, after: 10 });
    const states = await sent.states();
    expect(countOf(states, "sent")).toBeGreaterThanOrEqual(10);
    expect(countOf(states, "sent") + (states.queued ?? 0), "everybody else waits").toBe(people);
    expect(await suppressed(sent.workspaceId)).toEqual([]);
    expect((await sent.campaign())?.paused_at).toBeNull();
    const until = (await sent.health())?.limited_until?.getTime() ?? 0;
    expect(Math.abs(until - Date.now() - seconds * 1000)).toBeLessThan(120_000);
    const shown = await getCampaign(sent.actor, { campaignId: sent.campaignId });
    expect(shown.state).toBe("sending");
    expect(shown.accountFailure).toMatch(/^It has reached its (hourly |daily )?sending limit\.$/);
    expect(Date.parse(shown.accountWaitsUntil ?? "")).toBeGreaterThan(Date.now());

    // Before its time nobody knocks, not for another campaign either; at its time it goes on by itself.
    const heard = sent.scripted.commands.length;
    const { id: other } = await makeCampaign(sent.workspaceId, {
      newsletterId: sent.newsletter.id,
      emailAccountId: sent.account.id,
    });
    await sendCampaign(sent.actor, { campaignId: other });
    await sent.deliver();
    await deliverCampaign(jobActor(sent.workspaceId), other, new AbortController().signal);
    expect(sent.scripted.commands.length).toBe(heard);
    sent.mend();
    await sent.timePasses();
    await sent.deliver();
    expect(await sent.states()).toEqual({ sent: people });
    expect(await sent.health()).toMatchObject({ failure: null, limited_until: null });
    const waits = (await auditOf(sent.workspaceId)).filter(({ action }) => action === "email_account.wait");
    expect(waits.length).toBeGreaterThan(0);
    await sent.close();
  });
}

const senders: [Step, string][] = [
  [
    "rcpt",
    "550-Verification failed for <news@sender.example>\r\n550-Unrouteable address\r\n550 Sender verify failed",
  ],
  [
    "dot",
    "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1",
  ],
  ["data", "554 5.2.252 SendAsDenied; not allowed to send as"],
];
for (const [at, reply] of senders) {
  test(`a refused sender at ${at} pauses at the first: ${reply.slice(0, 30)}`, { tag: "@BS7" }, async () => {
    const sent = await sendThrough({ at, does: { reply } });
    expect(await sent.states()).toEqual({ queued: people });
    expect(await suppressed(sent.workspaceId)).toEqual([]);
    expect((await sent.campaign())?.pause_reason).toContain("refuses the From address");
    sent.mend();
    await resumeCampaign(sent.actor, { campaignId: sent.campaignId });
    await sent.deliver();
    expect(await sent.states()).toEqual({ sent: people });
    await sent.close();
  });
}

for (const [name, at, reply] of [
  ["no such user", "rcpt", "550 5.1.1 User unknown"],
  ["nothing known", "rcpt", "550 Computer says no"],
  ["spam", "dot", "554 5.7.1 Message looks like spam"],
  ["mailbox full", "rcpt", "552 5.2.2 Mailbox full"],
  ["Microsoft's edge", "rcpt", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)"],
] as const) {
  test(`a run of one answer holds everybody until decided: ${name}`, { tag: "@BS7" }, async () => {
    const sent = await sendThrough({ at, does: { reply }, after: 10 });
    const states = await sent.states();
    expect(countOf(states, "held")).toBeGreaterThanOrEqual(5);
    expect(countOf(states, "failed")).toBe(0);
    expect(await suppressed(sent.workspaceId)).toEqual([]);
    expect((await sent.campaign())?.undecided_at).not.toBeNull();
    const shown = await getCampaign(sent.actor, { campaignId: sent.campaignId });
    expect(shown.state).toBe("paused");
    expect(shown.counts.held).toBe(countOf(states, "held"));

    // Nothing goes on, and nobody is judged, before a member says so.
    await sent.deliver();
    await expect(resumeCampaign(sent.actor, { campaignId: sent.campaignId })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await sent.states()).toEqual(states);
    sent.mend();
    const judged = await judgeRefusals(sent.actor, { campaignId: sent.campaignId, fault: "sender" });
    expect(judged).toMatchObject({ recipients: countOf(states, "held"), suppressed: 0 });
    await sent.deliver();
    expect(await sent.states()).toEqual({ sent: people });
    expect(await suppressed(sent.workspaceId)).toEqual([]);
    const entries = await auditOf(sent.workspaceId);
    expect(entries.find(({ action }) => action === "campaign.halt")?.detail).toMatchObject({
      refused: expect.any(Number),
      said: expect.any(String),
    });
    expect(entries.find(({ action }) => action === "delivery.judge")?.detail).toMatchObject({
      fault: "sender",
    });
    await sent.close();
  });
}

test("a wish made while a run is undecided outlives the verdict", { tag: ["@BS7", "@GD2"] }, async () => {
  const sent = await sendThrough({ at: "rcpt", does: { reply: "550 5.1.1 User unknown" } });
  const { workspaceId, campaignId, actor } = sent;
  const held = await ownerSql()<{ email: string; contact_id: string }[]>`
    select email, contact_id from deliveries where campaign_id = ${campaignId} and held_at is not null order by contact_id limit 3`;
  const [asked, erased, bounced] = held;
  await asOwner(
    (sql) => sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, campaign_id)
      select new_id(), workspace_id, email_hash, email, 'bounced', 'smtp_reply', ${campaignId} from contacts
      where workspace_id = ${workspaceId} and id in ${ownerSql()(held.map((each) => each.contact_id))}`,
  );
  await addSuppressions(actor, { emails: asked?.email ?? "" });
  await deleteContact(actor, { contactId: erased?.contact_id ?? "", typed: "erase" });
  sent.mend();
  await judgeRefusals(actor, { campaignId, fault: "sender" });
  await sent.deliver();
  const standing =
    await ownerSql()`select reason from suppressions where workspace_id = ${workspaceId} and lifted_at is null`;
  expect([...standing]).toEqual([{ reason: "manual" }, { reason: "manual" }]);
  const reached = await ownerSql()<
    { id: string }[]
  >`select contact_id as id from deliveries where campaign_id = ${campaignId} and state = 'sent'`;
  const ids = reached.map(({ id }) => id);
  expect(ids).toContain(bounced?.contact_id);
  expect(ids).not.toContain(asked?.contact_id);
  expect(ids).not.toContain(erased?.contact_id);
  await sent.close();
});

test("addresses called bad are suppressed, and the rest is sent", { tag: "@BS7" }, async () => {
  const sent = await sendThrough({ at: "rcpt", does: { reply: "550 5.1.1 User unknown" } });
  const held = countOf(await sent.states(), "held");
  expect(held).toBeLessThan(people);
  sent.mend();
  await judgeRefusals(sent.actor, { campaignId: sent.campaignId, fault: "addresses" });
  expect(await suppressed(sent.workspaceId)).toHaveLength(held);
  await sent.deliver();
  expect(await sent.states()).toEqual({ "failed/bounced": held, sent: people - held });
  await expect(
    judgeRefusals(sent.actor, { campaignId: sent.campaignId, fault: "sender" }),
  ).rejects.toMatchObject({ code: "conflict" });
  await sent.close();
});

test("several workers and a restart suppress nobody of a refused list", { tag: "@BS7" }, async () => {
  const scripted = await scriptedSmtp({ at: "rcpt", does: { reply: "550 5.1.1 User unknown" } });
  const ready = await readyCampaign(200, { port: scripted.port });
  await ready.send();
  await Promise.all([ready.deliver(), ready.deliver(), ready.deliver()]);
  // A worker that died between writing and pausing leaves what it held to the next one.
  await asOwner(
    (sql) => sql`update campaigns set paused_at = null, undecided_at = null where id = ${ready.campaignId}`,
  );
  await ready.deliver();
  const states = await ready.states();
  expect(countOf(states, "held") + (states.queued ?? 0)).toBe(200);
  expect(states.queued).toBeGreaterThan(100);
  expect((await ready.campaign())?.undecided_at).not.toBeNull();
  expect(await suppressed(ready.workspaceId)).toEqual([]);
  scripted.close();
  await ready.server.close();
});

/** Refuses some recipients by their own name, as a server does that knows its mailboxes. */
async function withDead(list: number, dead: number, words: (to: string) => string) {
  let bad = new Set<string>();
  const ready = await readyCampaign(list, {
    server: {
      behaviour: { refuseRecipient: (to) => (bad.has(to) ? { code: 550, message: words(to) } : null) },
    },
  });
  const step = Math.floor(list / dead);
  bad = new Set(
    ready.contacts
      .filter((_, n) => n % step === 0)
      .map(({ email }) => email)
      .slice(0, dead),
  );
  await ready.send();
  await ready.deliver();
  return { ...ready, bad };
}

for (const [list, dead, words] of [
  [60, 6, (to: string) => `5.1.1 <${to}>: Recipient address rejected: User unknown`],
  [60, 3, () => "No such user here"],
  [60, 4, () => "5.4.1 Recipient address rejected: Access denied. AS(201806281)"],
  [60, 4, () => "5.5.0 Requested action not taken: mailbox unavailable (S2017062302)"],
  [3, 3, (to: string) => `5.1.1 <${to}>: User unknown`],
  [1, 1, () => "No such user here"],
] as const) {
  test(`dead addresses are suppressed as ever: ${dead} of ${list}, ${words("x@y.test").slice(0, 20)}`, {
    tag: "@DS1",
  }, async () => {
    const ready = await withDead(list, dead, words);
    const expected: Record<string, number> = { "failed/bounced": dead };
    if (list > dead) expected.sent = list - dead;
    expect(await ready.states()).toEqual(expected);
    expect((await suppressed(ready.workspaceId)).sort()).toEqual([...ready.bad].sort());
    expect((await ready.campaign())?.finished_at).not.toBeNull();
    await ready.server.close();
  });
}

test("a small list refused namelessly as a whole is asked about", { tag: "@BS7" }, async () => {
  const ready = await withDead(3, 3, () => "Unrouteable address");
  expect(await ready.states()).toEqual({ "held/bounced": 3 });
  expect(await suppressed(ready.workspaceId)).toEqual([]);
  expect((await ready.campaign())?.undecided_at).not.toBeNull();
  await ready.server.close();
});

test("a message over the server's SIZE stops before anybody is tried", async () => {
  const scripted = await scriptedSmtp({ at: "connect", does: { reply: "220 hello" } });
  const ready = await readyCampaign(20, { port: scripted.port, body: "A long letter. ".repeat(2000) });
  await ready.send();
  await ready.deliver();
  expect(await ready.states()).toEqual({ queued: 20 });
  expect((await ready.campaign())?.pause_reason).toContain("The message is larger than its server takes.");
  expect(scripted.commands.filter((line) => /^(MAIL|RCPT|DATA)/.test(line))).toEqual([]);
  scripted.close();
  await ready.server.close();
});

for (const [at, reply] of [
  ["mail", "552 5.3.4 Message size exceeds fixed maximum message size"],
  ["rcpt", "552 5.2.3 Message too large"],
  ["dot", "552-5.3.4 Your message exceeded Google's message size limits.\r\n552 5.3.4 Please visit"],
  ["dot", "554 message too large"],
] as const) {
  test(`a message too large at ${at} keeps everybody: ${reply.slice(0, 12)}`, async () => {
    const sent = await sendThrough({ at, does: { reply } });
    expect(await sent.states()).toEqual({ queued: people });
    expect((await sent.campaign())?.pause_reason).toContain("The message is larger than its server takes.");
    expect((await sent.campaign())?.undecided_at).toBeNull();
    await sent.close();
  });
}
