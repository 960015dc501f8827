import { expect, test } from "@playwright/test";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";
import { getCampaign } from "#lib/sending/campaigns/get.ts";
import { pauseCampaign } from "#lib/sending/campaigns/pause.ts";
import { resumeCampaign } from "#lib/sending/campaigns/resume.ts";
import { claimDeliveries } from "#lib/sending/gate/claim.ts";
import { auditOf, jobActor, ownerSql } from "#testing/factories.ts";
import { logged } from "#testing/logged.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { readyCampaign } from "./campaign.fixture.ts";

test("a campaign reaches everyone once and records its credential use", async () => {
  const ready = await readyCampaign(40);
  expect(await ready.send()).toMatchObject({ queued: 40, skipped: 0 });
  await ready.deliver();

  expect(await ready.states()).toEqual({ sent: 40 });
  expect((await ready.arrived()).sort()).toEqual(ready.contacts.map(({ email }) => email).sort());
  expect((await ready.campaign())?.finished_at).not.toBeNull();
  const opened = (await auditOf(ready.workspaceId)).filter(({ action }) => action === "credential.decrypt");
  expect(opened).toMatchObject([{ result: "done", target: ready.account.id, detail: { purpose: "send" } }]);
  expect((await ready.health())?.last_sent_at).not.toBeNull();
  await ready.server.close();
});

test("two workers side by side on 500 deliveries send each exactly once", async () => {
  test.setTimeout(60_000);
  const ready = await readyCampaign(500);
  await ready.send();
  await Promise.all([ready.deliver(), ready.deliver()]);

  const arrived = await ready.arrived();
  expect(arrived).toHaveLength(500);
  expect(new Set(arrived).size).toBe(500);
  expect(await ready.states()).toEqual({ sent: 500 });
  await ready.server.close();
});

test("unsubscribing number 900 while the campaign is at 100 stops their message", {
  tag: "@OC12",
}, async () => {
  test.setTimeout(90_000);
  const ready = await readyCampaign(1000);
  await ready.send();
  // The last in line: the claim goes by contact id, and those rise in the order they were made.
  const last = ready.contacts[899];
  const sending = ready.deliver();
  await expect.poll(async () => (await ready.arrived()).length).toBeGreaterThan(100);
  await unsubscribe(await subscriberOf(ready, last?.id ?? ""), { scope: "newsletter", source: "one_click" });
  expect((await ready.arrived()).length).toBeLessThan(850);
  await sending;

  expect(await ready.arrived()).not.toContain(last?.email);
  expect(await ready.states()).toEqual({ sent: 999, "skipped/unsubscribed": 1 });
  await ready.server.close();
});

test("the claim skips suppressed, withdrawn and deleted contacts", {
  tag: "@OC12",
}, async () => {
  const ready = await readyCampaign(6);
  await ready.send();
  const [a, b, c, d] = ready.contacts;
  const sql = ownerSql();
  // Behind the product's back, so that only the claim can notice.
  await sql.begin(async (tx) => {
    await tx`select audit_append(${crypto.randomUUID()}, null, null, 'job', 't', 'test.make', 'done', null, '{}', null, null, 't')`;
    await tx`insert into suppressions (id, workspace_id, email_hash, reason, source)
      values (gen_random_uuid(), ${ready.workspaceId}, ${a?.emailHash as Buffer}, 'complained', 'manual')`;
    await tx`update subscriptions set unsubscribed_at = now() where contact_id = ${b?.id as string}`;
    await tx`insert into consents (id, workspace_id, contact_id, kind, basis, source, wording, actor_kind)
      values (gen_random_uuid(), ${ready.workspaceId}, ${c?.id as string}, 'withdrawal', 'withdrawal', 'manual', 'No more.', 'job')`;
    await tx`delete from contacts where id = ${d?.id as string}`;
  });
  await ready.deliver();

  expect(await ready.states()).toEqual({
    sent: 2,
    "skipped/complained": 1,
    "skipped/consent_withdrawn": 1,
    "skipped/contact_deleted": 1,
    "skipped/unsubscribed": 1,
  });
  await ready.server.close();
});

test("the gate sends and loses nothing when the database fails", async () => {
  const ready = await readyCampaign(20);
  await ready.send();
  // The statement that asks the gate breaks, for this campaign alone.
  const name = `fire_${ready.campaignId.replaceAll("-", "")}`;
  await ownerSql().unsafe(`
    create function ${name}() returns trigger language plpgsql as $$ begin raise exception 'out of order'; end $$;
    grant execute on function ${name}() to public;
    create trigger ${name} before update on deliveries for each row
      when (new.campaign_id = '${ready.campaignId}') execute function ${name}()`);
  try {
    await logged(() => ready.deliver());
    expect(await ready.arrived()).toEqual([]);
    expect(await ready.states()).toEqual({ queued: 20 });
    expect((await ready.campaign())?.pause_reason).toContain("The check of who may get it failed");
  } finally {
    await ownerSql().unsafe(`drop trigger ${name} on deliveries; drop function ${name}()`);
  }
  await resumeCampaign(ready.actor, { campaignId: ready.campaignId });
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 20 });
  await ready.server.close();
});

test("a dead worker leaves unknown rows that nobody resends", async () => {
  const ready = await readyCampaign(30);
  await ready.send();
  const dead = await work(jobActor(ready.workspaceId), ({ tx }) =>
    claimDeliveries(tx, {
      workspaceId: ready.workspaceId,
      campaignId: ready.campaignId,
      newsletterId: ready.newsletter.id,
      accountId: ready.account.id,
      limit: 7,
      leaseSeconds: 60,
      after: null,
    }),
  );
  expect(dead.claimed).toHaveLength(7);

  await ready.deliver();
  expect(await ready.states()).toEqual({ sending: 7, sent: 23 });
  expect((await ready.campaign())?.finished_at).toBeNull();

  await ready.timePasses();
  await ready.deliver();
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 23, "unknown/worker_lost": 7 });
  expect(await ready.arrived()).toHaveLength(23);
  expect((await ready.campaign())?.finished_at).not.toBeNull();
  await ready.server.close();
});

test("a stopped worker finishes current messages and leaves the rest", async () => {
  const ready = await readyCampaign(200, { server: { behaviour: { delayMs: 20 } } });
  await ready.send();
  const stopping = new AbortController();
  const sending = ready.deliver(stopping.signal);
  await expect.poll(async () => (await ready.arrived()).length).toBeGreaterThan(20);
  stopping.abort();
  await sending;

  const states = await ready.states();
  expect(Object.keys(states).sort()).toEqual(["queued", "sent"]);
  expect(await ready.arrived()).toHaveLength(states.sent ?? 0);
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 200 });
  expect(new Set(await ready.arrived()).size).toBe(200);
  await ready.server.close();
});

test("pausing takes effect within one batch, resuming sends the rest once", async () => {
  const ready = await readyCampaign(200, { server: { behaviour: { delayMs: 40 } } });
  await ready.send();
  const sending = ready.deliver();
  await expect.poll(async () => (await ready.arrived()).length, { intervals: [20] }).toBeGreaterThan(20);
  await pauseCampaign(ready.actor, { campaignId: ready.campaignId });
  const before = (await ready.arrived()).length;
  await sending;

  expect((await ready.arrived()).length - before).toBeLessThanOrEqual(20);
  const waiting = (await ready.states()).queued ?? 0;
  expect(waiting).toBeGreaterThan(0);
  expect(await getCampaign(ready.actor, { campaignId: ready.campaignId })).toMatchObject({
    state: "paused",
    pauseReason: null,
  });
  await ready.deliver();
  expect((await ready.states()).queued).toBe(waiting);

  await resumeCampaign(ready.actor, { campaignId: ready.campaignId });
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 200 });
  expect(new Set(await ready.arrived()).size).toBe(200);
  await ready.server.close();
});

test("a dead server is shown, retried, and loses nothing", async () => {
  const ready = await readyCampaign(25);
  const { port } = ready.server;
  await ready.server.close();
  await ready.send();
  await ready.deliver();

  expect(await ready.states()).toEqual({ queued: 25 });
  const sick = await ready.health();
  expect(sick).toMatchObject({ failure: "Its server cannot be reached.", consecutive_failures: 1 });
  expect(sick?.retry_at?.getTime()).toBeGreaterThan(Date.now() + 30_000);
  expect((await ready.campaign())?.paused_at).toBeNull();

  // Before its time nobody knocks; at its time again, and the wait grows.
  await ready.deliver();
  expect((await ready.health())?.consecutive_failures).toBe(1);
  await ready.timePasses();
  await ready.deliver();
  const sicker = await ready.health();
  expect(sicker?.consecutive_failures).toBe(2);
  expect(sicker?.retry_at?.getTime()).toBeGreaterThan(Date.now() + 4 * 60_000);

  const back = await startSmtp({ port });
  await ready.timePasses();
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 25 });
  expect((await back.messages()).length).toBe(25);
  expect(await ready.health()).toMatchObject({ failure: null, consecutive_failures: 0, retry_at: null });
  await back.close();
});

test("a lastingly dead server pauses the campaign with its queue", async () => {
  const ready = await readyCampaign(5);
  await ready.server.close();
  await ready.send();
  for (let tries = 0; tries < 10; tries += 1) {
    await ready.timePasses();
    await ready.deliver();
  }
  expect(await ready.states()).toEqual({ queued: 5 });
  expect((await ready.campaign())?.pause_reason).toBe("“Office”: Its server cannot be reached.");
});

test("a password failing mid-way pauses the campaign at once", async () => {
  const auth = { user: "ada", pass: "secret" };
  const ready = await readyCampaign(200, { server: { auth, behaviour: { delayMs: 30 } } });
  await ready.send();
  const stopping = new AbortController();
  const first = ready.deliver(stopping.signal);
  await expect.poll(async () => (await ready.arrived()).length).toBeGreaterThan(5);
  stopping.abort();
  await first;
  auth.pass = "changed elsewhere";
  await ready.deliver();

  const states = await ready.states();
  expect(Object.keys(states).sort()).toEqual(["queued", "sent"]);
  expect((states.queued ?? 0) + (states.sent ?? 0)).toBe(200);
  expect((await ready.campaign())?.pause_reason).toContain("did not accept the user name and password");
  const said = JSON.stringify([await ready.campaign(), await ready.health()]);
  expect(said).not.toContain("5.7.8");
  await ready.server.close();
});

test("replies suppress dead addresses, retry full ones, spare refused senders", async () => {
  let refuse = new Map<string, { code: number; message: string }>();
  const ready = await readyCampaign(10, {
    server: { behaviour: { refuseRecipient: (to) => refuse.get(to) ?? null } },
  });
  const [dead, full, policy] = ready.contacts.map(({ email }) => email);
  refuse = new Map([
    [
      dead as string,
      { code: 550, message: "5.1.1 The email account that you tried to reach does not exist" },
    ],
    [full as string, { code: 452, message: "4.2.2 The recipient's inbox is out of storage space" }],
    [policy as string, { code: 550, message: "5.7.26 This mail is unauthenticated" }],
  ]);
  await ready.send();
  await ready.deliver();

  expect(await ready.states()).toEqual({
    "failed/authentication": 1,
    "failed/bounced": 1,
    queued: 1,
    sent: 7,
  });
  const suppressed =
    await ownerSql()`select email, reason, source, campaign_id, note from suppressions where workspace_id = ${ready.workspaceId}`;
  expect(suppressed).toMatchObject([
    { email: dead, reason: "bounced", source: "smtp_reply", campaign_id: ready.campaignId },
  ]);
  const [waiting] =
    await ownerSql()`select attempts, due_at > now() + interval '50 seconds' as later, reply from deliveries
    where campaign_id = ${ready.campaignId} and state = 'queued'`;
  expect(waiting).toMatchObject({ attempts: 1, later: true });
  expect(waiting?.reply).toContain("4.2.2");
  await ready.server.close();
});

test("a sender refusal pauses the campaign after a handful", {
  tag: "@BS7",
}, async () => {
  const refusal = {
    code: 550,
    message: "5.7.26 This mail has been blocked because the sender is unauthenticated",
  };
  const ready = await readyCampaign(100, { server: { behaviour: { refuseMessage: () => refusal } } });
  await ready.send();
  await ready.deliver();

  const states = await ready.states();
  expect(states["held/authentication"]).toBeLessThanOrEqual(20);
  expect(states.queued).toBeGreaterThanOrEqual(80);
  expect((await ready.campaign())?.pause_reason).toContain("Set up DKIM, SPF and DMARC");
  expect(await ownerSql()`select 1 from suppressions where workspace_id = ${ready.workspaceId}`).toHaveLength(
    0,
  );
  await ready.server.close();
});

async function subscriberOf(
  ready: {
    workspaceId: string;
    campaignId: string;
    newsletter: { id: string };
    actor: { origin: Subscriber["origin"] };
  },
  contactId: string,
): Promise<Subscriber> {
  const [row] = await ownerSql()<{ id: string }[]>`
    select id from deliveries where campaign_id = ${ready.campaignId} and contact_id = ${contactId}`;
  const { workspaceId, campaignId, newsletter, actor } = ready;
  return {
    kind: "subscriber",
    workspaceId,
    contactId,
    campaignId,
    deliveryId: row?.id ?? "",
    newsletterId: newsletter.id,
    origin: actor.origin,
  };
}
