import { expect, test } from "@playwright/test";
import { runJob } from "#lib/core/jobs/worker.ts";
import { pauseCampaign } from "#lib/sending/campaigns/pause.ts";
import { ownerSql } from "#testing/factories.ts";
import { readyCampaign } from "./campaign.fixture.ts";
import { wakeJob } from "./wake.ts";

test("each minute due campaigns without a worker are queued once", async () => {
  const due = await readyCampaign(2);
  const claimed = await readyCampaign(2);
  const paused = await readyCampaign(2);
  const resting = await readyCampaign(2);
  const finished = await readyCampaign(1);
  for (const { send } of [due, claimed, paused, resting, finished]) await send();
  await finished.deliver();
  await pauseCampaign(paused.actor, { campaignId: paused.campaignId });
  const sql = ownerSql();
  await sql`update deliveries set state = 'sending', lease_until = now() + interval '1 minute' where contact_id = ${claimed.contacts[0]?.id as string}`;
  await sql`insert into email_account_health (account_id, workspace_id, failure, retry_at)
    values (${resting.account.id}, ${resting.workspaceId}, 'Its server cannot be reached.', now() + interval '1 hour')`;
  const ids = [due, claimed, paused, resting, finished].map(({ campaignId }) => campaignId);
  await sql`delete from pgboss.job where singleton_key = any(${ids})`;

  await runJob(wakeJob, {});
  await runJob(wakeJob, {});
  expect(await queued(ids)).toEqual([due.campaignId]);

  // A worker that died: its lease has lapsed.
  await claimed.timePasses();
  await runJob(wakeJob, {});
  expect((await queued(ids)).sort()).toEqual([due.campaignId, claimed.campaignId].sort());
  for (const { server } of [due, claimed, paused, resting, finished]) await server.close();
});

const queued = async (ids: string[]) =>
  (
    await ownerSql()<
      { id: string }[]
    >`select singleton_key as id from pgboss.job where name = 'campaign-send' and singleton_key = any(${ids})`
  ).map(({ id }) => id);
