import { expect, test } from "@playwright/test";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import {
  asOwner,
  auditOf,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { watchUnsubscribes } from "./job.ts";

/** A campaign sent to `sent` people, of whom the first `left` then unsubscribe by their own press. */
async function makeBurst(sent: number, left: number) {
  const { actor, user, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const contacts = await makeContacts(workspaceId, sent, newsletterId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const ids = new Map<string, string>();
  for (const { id } of contacts.slice(0, left))
    ids.set(id, (await makeDelivery(workspaceId, campaignId, id)).id);
  await asOwner(async (tx) => {
    await tx`insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash, state)
      select ${campaignId}, id, new_id(), workspace_id, email, email_hash, 'sent' from contacts
      where workspace_id = ${workspaceId} on conflict do nothing`;
    await tx`update deliveries set sent_at = now() where campaign_id = ${campaignId}`;
    await tx`update campaigns set send_requested_at = now() where id = ${campaignId}`;
  });
  for (const [contactId, deliveryId] of ids)
    await unsubscribe(
      {
        kind: "subscriber",
        workspaceId,
        contactId,
        deliveryId,
        campaignId,
        newsletterId,
        origin: actor.origin,
      },
      { scope: "newsletter", source: "one_click" },
    );
  return { workspaceId, campaignId, email: user.email };
}

const alertsOf = (workspaceId: string) =>
  ownerSql()`select unsubscribed, sent, campaign_id from unsubscribe_alerts where workspace_id = ${workspaceId}`;

const mailsTo = (email: string) =>
  ownerSql()`select data from pgboss.job where name = 'platform-mail' and data->'to'->>'address' = ${email}`;

test("owners are told once when unusually many people leave", async () => {
  const { workspaceId, campaignId, email } = await makeBurst(100, 20);
  for (let round = 0; round < 3; round++) await runJob(watchUnsubscribes, {});
  expect([...(await alertsOf(workspaceId))]).toEqual([
    { unsubscribed: 20, sent: 100, campaign_id: campaignId },
  ]);
  const mails = await mailsTo(email);
  expect(mails.map(({ data }) => data.subject)).toEqual([
    "Unusually many people unsubscribed: 20 in one hour",
  ]);
  // Another test's round may look at the same minute. It is refused, because the owners were told.
  const entries = (await auditOf(workspaceId)).filter(
    ({ action, result }) => action === "unsubscribe_alert.raise" && result === "done",
  );
  expect(entries).toHaveLength(1);
});

test("few who leave, or a usual share of many, raise no alert", async () => {
  const few = await makeBurst(19, 19);
  const usual = await makeBurst(1000, 20);
  await runJob(watchUnsubscribes, {});
  for (const { workspaceId } of [few, usual]) expect(await alertsOf(workspaceId)).toHaveLength(0);
});
