import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { complianceOverview } from "#lib/privacy/compliance/overview.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeEmailAccount,
  makeInvitation,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";
import { findRecords } from "./find-records.ts";
import { getNeeds } from "./needs.ts";
import { getOverview } from "./overview.ts";
import { setupSteps } from "./setup.ts";
import { getTrends } from "./trends.ts";

test("an empty workspace needs nothing and has no trend", async () => {
  const { actor } = await makeMember({ bare: true });
  expect(await getNeeds(actor, {})).toEqual({
    failingAccounts: [],
    troubledWebhooks: [],
    unsignedAccounts: [],
    pausedCampaigns: [],
    heldCampaigns: [],
    scheduledCampaigns: [],
    undecidedCampaigns: [],
    unsubscribeBursts: [],
    unnoticedForms: 0,
    invitations: 0,
    expiredInvitations: 0,
    dueRequests: 0,
    requestDue: null,
    requestOverdue: false,
    lapsing: 0,
    lapsesFrom: null,
    bounced: 0,
    complained: 0,
    unsubscribed: 0,
  });
  const trends = await getTrends(actor, {});
  expect(trends.days).toHaveLength(30);
  expect(trends.subscribers).toEqual(Array(30).fill(0));
  const steps = setupSteps(await getOverview(actor, {}));
  expect(steps.filter(({ done }) => done)).toEqual([]);
});

test("what waits for a decision is found, each with its number", async () => {
  const { actor, workspaceId } = await makeMember();
  const newsletter = await makeNewsletter(workspaceId);
  const account = await makeEmailAccount(workspaceId);
  const [one, two] = await makeContacts(workspaceId, 2, newsletter.id);
  if (!one || !two) throw new Error("two contacts");
  const campaign = await makeCampaign(workspaceId, {
    newsletterId: newsletter.id,
    emailAccountId: account.id,
  });
  await makeDelivery(workspaceId, campaign.id, one.id, "unknown");
  await makeInvitation(workspaceId);
  await asOwner(async (sql) => {
    await sql`update campaigns set send_requested_at = now(), paused_at = now(), pause_reason = 'Paused by you.' where id = ${campaign.id}`;
    await sql`insert into email_account_health (account_id, workspace_id, failure, consecutive_failures)
      values (${account.id}, ${workspaceId}, 'The password is wrong.', 1)`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source)
      values (${uuidv7()}, ${workspaceId}, ${two.emailHash}, ${two.email}, 'bounced', 'smtp_reply')`;
    await sql`update contacts set country = 'US' where id = ${one.id}`;
    await sql`delete from consents where contact_id = ${one.id}`;
    await sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, expires_at)
      values (${uuidv7()}, ${workspaceId}, ${one.id}, ${newsletter.id}, 'grant', 'implied_inquiry', 'manual', 'Asked.', 'job', now() + interval '9 days')`;
  });
  expect(await getNeeds(actor, {})).toMatchObject({
    failingAccounts: [{ id: account.id, label: "Office", failure: "The password is wrong." }],
    unsignedAccounts: [{ id: account.id, domain: "sender.test" }],
    pausedCampaigns: [{ id: campaign.id, reason: "Paused by you." }],
    undecidedCampaigns: [{ id: campaign.id, unknown: 1 }],
    invitations: 1,
    lapsing: 1,
    bounced: 1,
  });
  const { bounced, subscribers } = await getTrends(actor, {});
  expect(bounced.at(-1)).toBe(1);
  expect(subscribers?.at(-1)).toBe(2);
  expect(subscribers?.[0]).toBe(0);
  const { rows } = await listNewsletters(actor, {});
  expect(rows[0]?.reach).toEqual({ gets: 1, blocked: 1 });
  // What a file tells is the history of another tool, whenever it was recorded.
  await asOwner(async (sql) => {
    for (const [n, reason] of ["bounced", "complained", "unsubscribed"].entries())
      await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, since)
        values (${uuidv7()}, ${workspaceId}, ${Buffer.alloc(32, n)}, ${`${n}@history.test`}, ${reason}, 'import', ${n ? "2025-10-10" : null})`;
  });
  expect(await getNeeds(actor, {})).toMatchObject({ bounced: 1, complained: 0, unsubscribed: 0 });
  const history = await getTrends(actor, {});
  expect([history.bounced.at(-1), history.complained.at(-1), history.unsubscribed.at(-1)]).toEqual([1, 0, 0]);
  expect(await complianceOverview(actor, {})).toMatchObject({
    contacts: 2,
    coverage: { express: 1, implied_inquiry: 1, none: 0 },
    ending: 1,
    unsignedDomains: 1,
  });
});

test("records are found by part of their name in one workspace", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id } = await makeNewsletter(workspaceId, "Winter letters");
  const [contact] = await makeContacts(workspaceId, 1);
  expect(await findRecords(actor, { search: "inter" })).toMatchObject([{ kind: "newsletter", id }]);
  expect(await findRecords(actor, { search: "reader0" })).toMatchObject([
    { kind: "contact", id: contact?.id },
  ]);
  expect(await findRecords(actor, { search: "i" }), "one letter is too little").toEqual([]);
  expect(await findRecords(actor, { search: "%" })).toEqual([]);
  const { actor: stranger } = await makeMember();
  expect(await findRecords(stranger, { search: "winter" })).toEqual([]);
});
