import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { audienceOf } from "#lib/audience/eligibility.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { readyCampaign, statesOf } from "#lib/sending/deliveries/campaign.fixture.ts";
import { deliverJob } from "#lib/sending/deliveries/job.ts";
import { asOwner, makeCampaign, ownerSql } from "#testing/factories.ts";
import { claimDeliveries } from "./claim.ts";

type Ready = Awaited<ReturnType<typeof readyCampaign>>;

const choose = (ready: Ready, frequency: string) =>
  asOwner(
    (tx) => tx`update contacts set mail_frequency = ${frequency} where workspace_id = ${ready.workspaceId}`,
  );

async function another(ready: Ready): Promise<string> {
  const { workspaceId, newsletter, account } = ready;
  const made = await makeCampaign(workspaceId, { newsletterId: newsletter.id, emailAccountId: account.id });
  return made.id;
}

const claim = (ready: Ready, campaignId: string) =>
  connections().writer.transaction(async (tx) => {
    await enter(tx, ready.workspaceId, null);
    const { claimed } = await claimDeliveries(tx, {
      workspaceId: ready.workspaceId,
      campaignId,
      newsletterId: ready.newsletter.id,
      accountId: ready.account.id,
      limit: 8,
      leaseSeconds: 60,
      after: null,
    });
    return claimed.map(({ contactId }) => contactId);
  });

/** Why each person gets no message now, by count. */
async function refusals({ workspaceId, newsletter }: Ready) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const rows = await tx.execute<{ refusal: string | null }>(
      sql`select refusal from (${audienceOf(workspaceId, newsletter.id)}) audience`,
    );
    return rows.map(({ refusal }) => refusal);
  });
}

test("two campaigns at once send one message to who wants fewer", async () => {
  const ready = await readyCampaign(24);
  const second = await another(ready);
  await choose(ready, "weekly");
  await ready.send();
  await sendCampaign(ready.actor, { campaignId: second });
  const got: string[] = [];
  // Eight claims of both, all at the same moment: each person is claimed once, whoever is first.
  const claims = Array.from({ length: 8 }, (_, at) => claim(ready, at % 2 ? second : ready.campaignId));
  for (const claimed of await Promise.all(claims)) got.push(...claimed);
  expect(got).toHaveLength(24);
  expect(new Set(got).size).toBe(24);
  const [one, two] = await Promise.all([statesOf(ready.campaignId), statesOf(second)]);
  expect((one["skipped/frequency"] ?? 0) + (two["skipped/frequency"] ?? 0)).toBe(24);
  await ready.server.close();
});

test("a second message waits a week or a month of calendar days", async () => {
  const ready = await readyCampaign(1);
  await ready.send();
  await ready.deliver();
  expect(await ready.arrived()).toHaveLength(1);
  const sentAgo = (ago: string) =>
    ownerSql()`update deliveries set sent_at = now() - ${ago}::interval where campaign_id = ${ready.campaignId}`;
  const soon: [string, string, string | null][] = [
    ["every", "1 minute", null],
    ["weekly", "1 minute", "frequency"],
    ["weekly", "6 days", "frequency"],
    ["weekly", "7 days", null],
    ["monthly", "7 days", "frequency"],
    ["monthly", "27 days", "frequency"],
    ["monthly", "1 month", null],
  ];
  for (const [frequency, ago, refusal] of soon) {
    await choose(ready, frequency);
    await sentAgo(ago);
    expect([frequency, ago, ...(await refusals(ready))]).toEqual([frequency, ago, refusal]);
  }
  await ready.server.close();
});

test("a person on a weekly rhythm gets the next week's campaign", async () => {
  const ready = await readyCampaign(1);
  await choose(ready, "weekly");
  await ready.send();
  await ready.deliver();
  const early = await another(ready);
  await sendCampaign(ready.actor, { campaignId: early }).catch(() => {});
  await runJob(deliverJob, { workspaceId: ready.workspaceId, campaignId: early });
  expect(await ready.arrived()).toHaveLength(1);
  await ownerSql()`update deliveries set sent_at = sent_at - interval '7 days' where workspace_id = ${ready.workspaceId}`;
  await ownerSql()`update mail_turns set taken_at = taken_at - interval '7 days' where workspace_id = ${ready.workspaceId}`;
  const next = await another(ready);
  await sendCampaign(ready.actor, { campaignId: next });
  await runJob(deliverJob, { workspaceId: ready.workspaceId, campaignId: next });
  expect(await ready.arrived()).toHaveLength(2);
  await ready.server.close();
});
