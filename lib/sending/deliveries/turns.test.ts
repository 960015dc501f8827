import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { enqueueIn, type Job } from "#lib/core/jobs/jobs.ts";
import { startWorker } from "#lib/core/jobs/worker.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { makeCampaign, makeContacts, makeEmailAccount, makeNewsletter } from "#testing/factories.ts";
import { readyCampaign, statesOf } from "./campaign.fixture.ts";
import { deliverCampaign } from "./deliver.ts";
import { deliverJob } from "./job.ts";

/** Long enough for a busy machine; a test that waits this long has failed. */
const patient = { timeout: 60_000 };

type Ready = Awaited<ReturnType<typeof readyCampaign>>;

test.describe.configure({ mode: "serial", timeout: 120_000 }); // one worker at a time takes from the queue of this file

/** Returns the job of campaigns on a queue of this file, in as many places as a test gives it. The turn of campaign `shortTurn` ends at once. */
const inPlaces = (
  concurrency: number,
  concurrencyPerWorkspace: number,
  shortTurn?: string,
  othersFound = () => {},
): Job<typeof deliverJob.input> => ({
  ...deliverJob,
  name: "campaign-turns-test",
  concurrency,
  concurrencyPerWorkspace,
  run: ({ actor, signal, othersWait }, { campaignId }) =>
    deliverCampaign(actor, campaignId, signal, {
      connections: 1,
      turn: campaignId === shortTurn ? 50 : 600_000,
      async othersWait() {
        const wait = await othersWait();
        if (wait) othersFound();
        return wait;
      },
    }),
});

test("campaigns of one workspace on a mute server delay no other", async () => {
  const hold = Promise.withResolvers<void>();
  const slow = await readyCampaign(2, { server: { behaviour: { holdMessage: () => hold.promise } } });
  const slowOnes = [slow.campaignId, ...(await more(slow, 4))];
  await slow.send();
  const owner = await readyCampaign(3);
  await owner.send();
  const spec = inPlaces(4, 2);
  for (const campaignId of slowOnes) await queued(spec, slow.workspaceId, campaignId);

  const worker = await startWorker([spec as unknown as Job]);
  try {
    await expect.poll(() => slow.server.connections, patient).toBe(2);
    await queued(spec, owner.workspaceId, owner.campaignId);
    await expect.poll(owner.states, patient).toEqual({ sent: 3 });
    expect(slow.server.connections, "the share of one workspace").toBe(2);
  } finally {
    hold.resolve();
    await worker.stop();
  }
  for (const { server } of [slow, owner]) await server.close();
});

test("a long campaign gives its only place to a short one", async () => {
  const { promise: rest, resolve: answerRest } = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const othersAsked = Promise.withResolvers<void>();
  let taken = 0;
  const holdMessage = () => {
    taken += 1;
    return taken === 1 ? first.promise : rest;
  };
  const long = await readyCampaign(5, { server: { behaviour: { holdMessage } } });
  await long.send();
  const short = await readyCampaign(2);
  await short.send();
  const spec = inPlaces(1, 1, long.campaignId, othersAsked.resolve);
  await queued(spec, long.workspaceId, long.campaignId);

  const worker = await startWorker([spec as unknown as Job]);
  try {
    await expect.poll(() => taken, patient).toBe(1);
    await queued(spec, short.workspaceId, short.campaignId);
    await othersAsked.promise;
    first.resolve();
    await expect.poll(short.states, patient).toEqual({ sent: 2 });
    answerRest();
    await expect.poll(long.states, patient).toEqual({ sent: 5 });
  } finally {
    first.resolve();
    answerRest();
    await worker.stop();
  }
  const arrived = await long.arrived();
  expect([arrived.length, new Set(arrived).size]).toEqual([5, 5]);
  for (const { server } of [long, short]) await server.close();
});

const queued = (spec: Job<typeof deliverJob.input>, workspaceId: string, campaignId: string) =>
  connections().writer.transaction((tx) =>
    enqueueIn(tx)(spec, { workspaceId, campaignId }, { singletonKey: campaignId }),
  );

/** Begins more campaigns of a workspace, each with its own newsletter and account on the same server. */
async function more({ workspaceId, actor, server }: Ready, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const newsletter = await makeNewsletter(workspaceId, `Slow ${made}`);
    await makeContacts(workspaceId, 2, newsletter.id);
    const account = await makeEmailAccount(workspaceId, { port: server.port });
    const { id } = await makeCampaign(workspaceId, {
      newsletterId: newsletter.id,
      emailAccountId: account.id,
    });
    await sendCampaign(actor, { campaignId: id });
    expect(await statesOf(id)).toEqual({ queued: 2 });
    ids.push(id);
  }
  return ids;
}
