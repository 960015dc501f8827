import {
  asOwner,
  auditOf,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeEmailAccount,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { expect, test } from "./fixtures.ts";
import { everyLook, expectAccessible } from "./support/accessible.ts";
import type { Owner } from "./support/owner.ts";

test("a message of unknown fate is sent again only after a warning", async ({ page, owner }) => {
  const of = await fill(owner);
  await page.goto(`/campaigns/${of.sent}`);
  await expect(page.getByText("Unknown delivery: 1 message")).toBeVisible();
  await page.getByRole("button", { name: "Resend 1…" }).click();
  const dialog = page.getByRole("dialog", { name: "Resend 1 message?" });
  await expect(dialog.getByText(/may get it twice/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Leave it" }).click();
  await expect(dialog).toBeHidden();
  const states = () =>
    ownerSql()`select 1 from deliveries where campaign_id = ${of.sent} and state = 'unknown'`;
  expect(await states()).toHaveLength(1);

  await page.getByRole("button", { name: "Resend 1…" }).click();
  await dialog.getByRole("button", { name: "Resend 1 message" }).click();
  await expect(page.getByText("1 message on the way again.")).toBeVisible();
  await expect(page.getByText("Unknown delivery")).toHaveCount(0);
  expect(await states()).toHaveLength(0);
  const entries = (await auditOf(owner.workspaceId)).filter(({ action }) => action === "delivery.send_again");
  expect(entries).toMatchObject([{ result: "done", target: of.sent, detail: { deliveries: 1 } }]);
});

test("a run of refusals waits for a decision, and suppresses nobody before", {
  tag: "@BS7",
}, async ({ page, owner }) => {
  const { campaignId, people } = await runningCampaign(owner, 3);
  await asOwner(async (sql) => {
    await sql`update campaigns set paused_at = now(), undecided_at = now(),
      pause_reason = '3 recipients were refused in a row with the same answer.' where id = ${campaignId}`;
    await sql`update deliveries set held_at = now(), reason = 'bounced', reply = '550 Unrouteable address'
      where campaign_id = ${campaignId}`;
  });
  await page.goto(`/campaigns/${campaignId}`);
  await expect(page.getByText("Whose fault was it? 3 recipients on hold")).toBeVisible();
  await expect(page.getByText("550 Unrouteable address").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume" })).toHaveCount(0);
  await expectAccessible(page, everyLook);

  await page.getByRole("button", { name: "The addresses are bad…" }).click();
  const dialog = page.getByRole("dialog", { name: "Give up on 3 recipients?" });
  await expect(dialog.getByText(/3 will be suppressed/)).toBeVisible();
  await dialog.getByRole("button", { name: "Keep them on hold" }).click();
  const suppressed = () => ownerSql()`select 1 from suppressions where workspace_id = ${owner.workspaceId}`;
  expect(await suppressed()).toHaveLength(0);

  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await expect(page.getByText("3 recipients will be sent to again. Nobody is suppressed.")).toBeVisible();
  await expect(page.getByText("Whose fault was it?")).toHaveCount(0);
  expect(await suppressed()).toHaveLength(0);
  const entries = (await auditOf(owner.workspaceId)).filter(({ action }) => action === "delivery.judge");
  expect(entries).toMatchObject([
    { result: "done", target: campaignId, detail: { fault: "sender", recipients: people } },
  ]);
});

test("a sending limit is shown with the time it ends", { tag: "@BS7" }, async ({ page, owner }) => {
  const { campaignId, accountId } = await runningCampaign(owner, 2);
  await ownerSql()`insert into email_account_health (account_id, workspace_id, failure, consecutive_failures, limited_until)
    values (${accountId}, ${owner.workspaceId}, 'It has reached its daily sending limit.', 1, now() + interval '20 hours')`;
  await page.goto(`/campaigns/${campaignId}`);
  await expect(
    page.getByText(/It has reached its daily sending limit\. Everyone left stays in the queue\./),
  ).toBeVisible();
  await expect(page.getByText(/Sending continues by itself on/)).toBeVisible();
  await expectAccessible(page);
  await page.goto("/settings/email-accounts");
  await expect(page.getByText("It has reached its daily sending limit.")).toBeVisible();
});

async function runningCampaign({ workspaceId }: Owner, people: number) {
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: accountId } = await makeEmailAccount(workspaceId, { port: 1 });
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId: accountId });
  for (const { id } of await makeContacts(workspaceId, people, newsletterId))
    await makeDelivery(workspaceId, campaignId, id, "queued");
  await asOwner((sql) => sql`update campaigns set send_requested_at = now() where id = ${campaignId}`);
  return { campaignId, accountId, people };
}
