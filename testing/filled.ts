import { uuidv7 } from "uuidv7";
import type { Owner } from "#e2e/support/owner.ts";
import { createImport } from "#lib/audience/imports/create.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { createWebhook } from "#lib/integrations/webhooks/create.ts";
import { createRequest } from "#lib/privacy/subject-requests/create.ts";
import { signedInPages } from "./contract/pages.fixture.ts";
import {
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeEmailAccount,
  makeNewsletter,
  ownerSql,
} from "./factories.ts";

export type Filled = Awaited<ReturnType<typeof fill>>;

/** Some of everything in somebody's workspace, so that no page is empty. */
export async function fill({ actor, workspaceId }: Owner) {
  const newsletter = await makeNewsletter(workspaceId);
  const account = await makeEmailAccount(workspaceId);
  const contacts = await makeContacts(workspaceId, 6, newsletter.id);
  const [first, second] = contacts;
  const campaign = { newsletterId: newsletter.id, emailAccountId: account.id };
  const draft = await makeCampaign(workspaceId, { ...campaign, name: "A draft" });
  const sent = await makeCampaign(workspaceId, { ...campaign, name: "A sent one" });
  for (const [at, { id }] of contacts.entries())
    await makeDelivery(workspaceId, sent.id, id, (["sent", "failed", "unknown"] as const)[at] ?? "sent");
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'stories', 'test.make', 'done', null, '{}', null, null, 'stories')`;
    await sql`update campaigns set send_requested_at = now() - interval '10 minutes', finished_at = now() where id = ${sent.id}`;
  });
  await addSuppressions(actor, { emails: `${first?.email}\nnever@example.com`, note: "Asked by phone." });
  const [suppression] =
    await ownerSql()`select id from suppressions where workspace_id = ${workspaceId} limit 1`;
  const [consent] =
    await ownerSql()`select id from consents where contact_id = ${second?.id ?? null} limit 1`;
  const upload = await createImport(actor, {
    newsletterId: newsletter.id,
    basis: "express",
    consentSource: "Sign-up sheet at the fair.",
    attested: "on",
  });
  const request = await createRequest(actor, {
    email: second?.email ?? "",
    kind: "access",
    arrived: "By letter, with the last mail.",
  });
  const key = await createApiKey(actor, {
    name: "Production server",
    environment: "live",
    scopes: ["contacts:read"],
    lifetime: "90",
  });
  const webhook = await createWebhook(actor, {
    url: "http://127.0.0.1:9/hooks",
    description: "Our shop",
    events: ["contact.unsubscribed", "contact.erased"],
  });
  await ownerSql()`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, state, attempts, status, took_ms, ended_at)
    values (${workspaceId}, ${uuidv7()}, ${webhook.id}, ${uuidv7()}, 'contact.unsubscribed', 'delivered', 1, 200, 84, now())`;
  const bulkAction = uuidv7();
  await ownerSql()`insert into bulk_actions (workspace_id, id, kind, input, state, total, done, changed, created_by, starts_at, finished_at)
    values (${workspaceId}, ${bulkAction}, 'suppress', '{"note":""}', 'finished', 1, 1, 1, ${actor.userId}, now(), now())`;
  await ownerSql()`insert into bulk_action_contacts (workspace_id, action_id, contact_id, outcome)
    values (${workspaceId}, ${bulkAction}, ${second?.id ?? ""}, 'changed')`;
  return {
    apiKey: key.id,
    bulkAction,
    newsletter: newsletter.id,
    account: account.id,
    contact: second?.id ?? "",
    consent: String(consent?.id),
    draft: draft.id,
    sent: sent.id,
    suppression: String(suppression?.id),
    request: request.id,
    import: upload.id,
    webhook: webhook.id,
  };
}

/** Stands for the ids where only the pages' names are wanted, such as in test titles. */
export const nameless: Filled = {
  apiKey: "…",
  bulkAction: "…",
  newsletter: "…",
  account: "…",
  contact: "…",
  consent: "…",
  draft: "…",
  sent: "… (sent)",
  suppression: "…",
  request: "…",
  import: "…",
  webhook: "…",
};

/** Pages a story of their own opens, because they need more than a filled workspace. */
export const withStoriesOfTheirOwn: Record<string, string> = {
  "/contacts/selected": "contacts.spec.ts opens it with contacts selected.",
  "/settings/installation": "encryption-keys.spec.ts opens it as the installation's owner.",
  "/settings/installation/accounts/[userId]": "accounts.spec.ts opens it as the installation's owner.",
  "/settings/security/two-factor/disable": "two-factor.spec.ts opens it with a second factor on.",
  "/settings/security/two-factor/recovery-codes": "two-factor.spec.ts opens it with a second factor on.",
  "/settings/team/[userId]": "team-pages.spec.ts opens it for a member.",
};

/** Pages at one address, found in app/(app), with the title each gives itself. */
const pagesOfOneAddress: [path: string, title: RegExp][] = signedInPages().flatMap(({ path, source }) => {
  const [, title] = /metadata: Metadata = \{ title: "([^"]+)" \}/.exec(source) ?? [];
  return title && !path.includes("[") && !withStoriesOfTheirOwn[path]
    ? [[path, new RegExp(`^${title}`)]]
    : [];
});

/** Every page a member can open, with its title. Those with an id in their address, and other looks of one, are written down. */
export const memberPages = (of: Filled): [path: string, title: RegExp][] => [
  ...pagesOfOneAddress,
  [`/contacts/${of.contact}`, /^reader1\./],
  ["/contacts?columns=name,country,source,tags", /^Contacts/],
  [`/contacts/${of.contact}/edit`, /^Edit contact/],
  [`/contacts/${of.contact}/subscribe`, /^Add to a newsletter/],
  [`/contacts/${of.contact}/unsubscribe`, /^Unsubscribe a contact/],
  [`/contacts/${of.contact}/resubscribe`, /^Resubscribe a contact/],
  [`/contacts/${of.contact}/suppress`, /^Suppress a contact/],
  [`/contacts/${of.contact}/erase`, /^Erase a contact/],
  [`/contacts/imports/${of.import}`, /^Import a file/],
  [`/contacts/bulk-actions/${of.bulkAction}`, /^Bulk action/],
  [`/newsletters/${of.newsletter}`, /^The Weekly Engine/],
  [`/newsletters/${of.newsletter}/confirmation`, /^Confirmation mail of The Weekly Engine/],
  [`/newsletters/${of.newsletter}/welcome`, /^Welcome mail of The Weekly Engine/],
  [`/campaigns/${of.draft}`, /^A draft/],
  [`/campaigns/${of.draft}/edit`, /^Edit A draft/],
  [`/campaigns/${of.sent}`, /^A sent one/],
  ["/settings/security/audit-log", /^Audit log/],
  ["/settings/security/audit-log?type=imports&result=done", /^Audit log/],
  ["/two-factor-required/enable", /^Enable 2FA/],
  ["/settings/email-accounts/new?preset=own", /^Connect an account/],
  [`/settings/email-accounts/${of.account}`, /^Office/],
  [`/settings/email-accounts/${of.account}/edit`, /^Account settings/],
  [`/settings/compliance/requests/${of.request}`, /^Data request/],
  ["/settings/compliance/requests?state=unproved", /^Data requests/],
  ["/settings/compliance/requests?state=answered", /^Data requests/],
  [`/contacts/${of.contact}/lift-restriction`, /^Lift a restriction/],
  [`/settings/api-keys/${of.apiKey}`, /^Production server/],
  [`/settings/webhooks/${of.webhook}`, /^Our shop/],
  [`/settings/webhooks/${of.webhook}/edit`, /^Edit webhook/],
  [`/settings/compliance/suppressions/${of.suppression}`, /^Suppression/],
  ["/workspaces/new", /^New workspace/],
];

/** Every page anybody can open. */
export const openPages: [path: string, title: RegExp][] = [
  ["/", /^Mailneo/],
  ["/docs/api", /^API reference/],
  ["/docs/api/webhooks", /^Webhooks/],
  ["/report-key", /^Report a leaked API key/],
  ["/sign-in", /^Sign in/],
  ["/sign-up", /^Create an account/],
  ["/verify-email", /^Check your mail/],
  [`/verify-email/${"A".repeat(43)}`, /^Verify your address/],
  [`/not-me/${"A".repeat(43)}`, /^This wasn't me/],
  ["/reset-password", /^Reset your password/],
  [`/reset-password/${"A".repeat(43)}`, /^Choose a new password/],
  [`/change-email/confirm/${"A".repeat(43)}`, /^Confirm your new address/],
  [`/change-email/approve/${"A".repeat(43)}`, /^Approve the new address/],
  [`/change-email/cancel/${"A".repeat(43)}`, /^Call the change off/],
  ["/change-email/done/confirmed", /^Change of address/],
  ["/change-email/done/changed", /^Change of address/],
  ["/change-email/done/restored", /^Change of address/],
  [`/invitation/${"A".repeat(43)}`, /^Invitation/],
  ["/two-factor", /^Two-factor authentication/],
  ["/account-recovery", /^Account recovery/],
  ["/account-recovery/asked", /^Account recovery/],
  ["/account-recovery/cancelled", /^Account recovery/],
  [`/account-recovery/cancel/${"A".repeat(43)}`, /^Cancel the request/],
];

/** Subscribers' pages without a link of their own: plain HTML, no script, no session. */
export const subscriberPages: [path: string, title: RegExp][] = [
  ["/unsubscribe", /^Get your unsubscribe link/],
  ["/unsubscribe/test", /^Unsubscribe/],
];
