import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";

// As the owner, whom no row-level security holds: what is refused here, no function and no script can do either.
test("a row cannot refer to another workspace's", { tag: "@V8.4.1" }, async () => {
  const here = await place();
  const there = await place();
  const add = (rows: Record<string, string>, table: string) =>
    asOwner((sql) => sql`insert into ${sql(table)} ${sql(rows)}`);
  const own = { workspace_id: here.workspaceId };
  const attempts: Record<string, () => Promise<unknown>> = {
    "a subscription to their newsletter": () =>
      add({ ...own, newsletter_id: there.newsletterId, contact_id: here.contactId }, "subscriptions"),
    "a subscription of their contact": () =>
      add({ ...own, newsletter_id: here.newsletterId, contact_id: there.contactId }, "subscriptions"),
    "a campaign for their newsletter": () =>
      makeCampaign(here.workspaceId, { newsletterId: there.newsletterId }),
    "a campaign through their account": () =>
      makeCampaign(here.workspaceId, { emailAccountId: there.accountId }),
    "a delivery of their campaign": () =>
      add(
        {
          ...own,
          id: uuidv7(),
          campaign_id: there.campaignId,
          contact_id: here.contactId,
          email: "a@example.com",
          email_hash: "\\x00",
        },
        "deliveries",
      ),
    "the health of their account": () => add({ ...own, account_id: there.accountId }, "email_account_health"),
    "a suppression from their newsletter": () =>
      add(
        {
          ...own,
          id: uuidv7(),
          newsletter_id: there.newsletterId,
          email_hash: "\\x00",
          reason: "manual",
          source: "manual",
        },
        "suppressions",
      ),
    "an import for their newsletter": () =>
      add(
        { ...own, id: uuidv7(), newsletter_id: there.newsletterId, file_name: "a.csv", created_by: uuidv7() },
        "imports",
      ),
  };
  for (const [what, attempt] of Object.entries(attempts))
    await expect(attempt(), what).rejects.toMatchObject({ code: "23503" });
});

async function place() {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1);
  const { id: accountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  return { workspaceId, newsletterId, contactId: contact?.id ?? "", accountId, campaignId };
}
