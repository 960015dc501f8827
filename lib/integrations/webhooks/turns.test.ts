import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { enqueueIn, type Job } from "#lib/core/jobs/jobs.ts";
import { startWorker } from "#lib/core/jobs/worker.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { deliverJob } from "#lib/sending/deliveries/job.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";
import { startReceiver } from "#testing/servers/receiver.ts";
import { makeWebhook, webhookInput } from "./contract.cases.ts";
import { createWebhook } from "./create.ts";
import { webhookDeliver, webhookDeliverSlow } from "./job.ts";

/** Long enough for a busy machine; a test that waits this long has failed. */
const patient = { timeout: 60_000 };

test.describe.configure({ mode: "serial", timeout: 120_000 }); // one worker at a time takes from the queues of this file

type Made = { workspaceId: string; webhookId: string };

const places = { concurrency: 2, concurrencyPerWorkspace: 1 };
const answering = { ...webhookDeliver, name: "webhook-deliver-test", ...places };
const failing = { ...webhookDeliverSlow, name: "webhook-deliver-slow-test", ...places };
const campaigns = { ...deliverJob, name: "campaign-beside-webhooks-test" };

const queued = (spec: typeof answering, { workspaceId, webhookId }: Made) =>
  connections().writer.transaction((tx) =>
    enqueueIn(tx)(spec, { workspaceId, webhookId }, { singletonKey: webhookId }),
  );

const backlog = ({ workspaceId, webhookId }: Made, count: number) =>
  asOwner(
    (sql) => sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type)
      select ${workspaceId}, new_id(), ${webhookId}, new_id(), 'contact.erased' from generate_series(1, ${count})`,
  );

const attemptsOf = async ({ webhookId }: Made) =>
  (
    await ownerSql()<{ attempts: number }[]>`
      select distinct attempts from webhook_deliveries where webhook_id = ${webhookId} and lease_until is null`
  ).map(({ attempts }) => attempts);

test("webhooks of one workspace that hang delay no other workspace", async () => {
  await using mute = await startReceiver(() => ({ silent: true }));
  await using receiver = await startReceiver();
  const first = await makeWebhook({ url: mute.url });
  const hanging: Made[] = [first];
  for (let more = 0; more < 3; more++) {
    const { id } = await createWebhook(first.actor, { ...webhookInput, url: mute.url });
    hanging.push({ workspaceId: first.workspaceId, webhookId: id });
  }
  for (const each of hanging) {
    await backlog(each, 1);
    await queued(answering, each);
  }
  const other = await makeWebhook({ url: receiver.url });
  await backlog(other, 3);

  const worker = await startWorker([answering as unknown as Job]);
  try {
    await expect.poll(() => mute.received.length, patient).toBe(1);
    await queued(answering, other);
    await expect.poll(() => receiver.received.length, patient).toBe(3);
    expect(mute.received, "the share of one workspace").toHaveLength(1);
  } finally {
    await worker.stop();
  }
  // What the worker's own end cut is no failure of the address.
  await expect.poll(() => attemptsOf(first), patient).toEqual([0]);
  expect(await ownerSql()`select 1 from webhook_health where webhook_id = ${first.webhookId}`).toHaveLength(
    0,
  );
});

test("addresses that fail wait for one another, and for nobody who answers", async () => {
  await using mute = await startReceiver(() => ({ silent: true }));
  await using receiver = await startReceiver();
  const hanging: Made[] = [];
  for (let more = 0; more < 4; more++) {
    const each = await makeWebhook({ url: mute.url });
    await backlog(each, 1);
    await asOwner(
      (sql) => sql`insert into webhook_health (workspace_id, webhook_id, failing_since, failures)
        values (${each.workspaceId}, ${each.webhookId}, now(), 1)`,
    );
    // Also in the wrong queue, as one that was queued before it failed.
    for (const spec of [failing, answering]) await queued(spec, each);
    hanging.push(each);
  }
  const other = await makeWebhook({ url: receiver.url });
  await backlog(other, 3);

  const worker = await startWorker([answering, failing] as unknown as Job[]);
  try {
    await expect.poll(() => mute.received.length, patient).toBe(2);
    await queued(answering, other);
    await expect.poll(() => receiver.received.length, patient).toBe(3);
    expect(mute.received, "the places of their own queue").toHaveLength(2);
  } finally {
    await worker.stop();
  }
});

test("a backlog of events delays no campaign, also of the same workspace", async () => {
  await using mute = await startReceiver(() => ({ silent: true }));
  await using receiver = await startReceiver();
  const own = await readyCampaign(3);
  const other = await readyCampaign(3);
  for (const url of [mute.url, receiver.url]) {
    const { id: webhookId } = await createWebhook(own.actor, { ...webhookInput, url });
    const made = { workspaceId: own.workspaceId, webhookId };
    await backlog(made, 5000);
    await queued(answering, made);
  }
  const worker = await startWorker([answering, campaigns] as unknown as Job[]);
  try {
    await expect.poll(() => mute.received.length, patient).toBe(4);
    for (const { send, workspaceId, campaignId } of [own, other]) {
      await send();
      await connections().writer.transaction((tx) =>
        enqueueIn(tx)(campaigns, { workspaceId, campaignId }, { singletonKey: campaignId }),
      );
    }
    for (const { states } of [own, other]) await expect.poll(states, patient).toEqual({ sent: 3 });
  } finally {
    await worker.stop();
  }
  for (const { server } of [own, other]) await server.close();
});
