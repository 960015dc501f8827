import { expect, test } from "@playwright/test";
import { resumeCampaign } from "#lib/sending/campaigns/resume.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";
import { logged } from "#testing/logged.ts";

test("an error in the gate holds all mail and says so", { tag: "@OC12" }, async () => {
  const ready = await readyCampaign(3);
  const { actor, workspaceId, campaignId, contacts, arrived, states } = ready;
  const [first, ...others] = contacts;
  await ready.send();
  // Suppressed after the campaign was queued, so that the gate alone knows.
  await asOwner(
    (sql) => sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source)
      values (new_id(), ${workspaceId}, ${first?.emailHash ?? null}, ${first?.email ?? null}, 'manual', 'manual')`,
  );
  const mend = await plantFault(workspaceId);
  try {
    const lines = await logged(() => ready.deliver());
    expect(JSON.stringify(lines)).toContain("division by zero");
    expect(await arrived()).toEqual([]);
    expect(await states()).toEqual({ queued: 3 });
    expect((await ready.campaign())?.pause_reason).toContain("The check of who may get it failed");
  } finally {
    await mend();
  }
  await resumeCampaign(actor, { campaignId });
  await ready.deliver();
  expect((await arrived()).sort()).toEqual(others.map(({ email }) => email).sort());
  expect(await states()).toEqual({ "skipped/manual": 1, sent: 2 });
  await ready.server.close();
});

/** Makes every look at one workspace's suppressions fail in the database. Returns what mends it. */
async function plantFault(workspaceId: string): Promise<() => Promise<unknown>> {
  const name = `fault_${workspaceId.replaceAll("-", "_")}`;
  await ownerSql().unsafe(`create policy ${name} on suppressions as restrictive for select
    using (1 / (case when workspace_id = '${workspaceId}' then 0 else 1 end) = 1)`);
  return () => ownerSql().unsafe(`drop policy ${name} on suppressions`);
}
