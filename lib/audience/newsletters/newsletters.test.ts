import { expect, test } from "@playwright/test";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { makeCampaign, makeContacts, makeEmailAccount, makeMember, ownerSql } from "#testing/factories.ts";
import { archiveNewsletter } from "./archive.ts";
import { createNewsletter } from "./create.ts";
import { getNewsletter } from "./get.ts";
import { listNewsletters } from "./list.ts";
import { updateNewsletter } from "./update.ts";

test("a newsletter counts active, unconfirmed and unsubscribed contacts", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await createNewsletter(actor, {
    name: "  The   Weekly Engine ",
    description: " Every Monday. ",
  });
  const contacts = await makeContacts(workspaceId, 5, newsletterId);
  await ownerSql().begin(async (tx) => {
    await tx`select audit_append(gen_random_uuid(), null, null, 'job', 't', 'test.make', 'done', null, '{}', null, null, 't')`;
    await tx`update subscriptions set confirmed_at = null where contact_id = ${contacts[0]?.id as string}`;
    await tx`update subscriptions set unsubscribed_at = now() where contact_id = ${contacts[1]?.id as string}`;
  });
  const counts = { active: 3, pending: 1, unsubscribed: 1 };
  expect(await getNewsletter(actor, { newsletterId })).toMatchObject({
    name: "The Weekly Engine",
    description: "Every Monday.",
    ...counts,
  });
  expect((await listNewsletters(actor, {})).rows).toMatchObject([counts]);
  await updateNewsletter(actor, { newsletterId, name: "The Monthly Engine", description: "" });
  expect(await getNewsletter(actor, { newsletterId })).toMatchObject({
    name: "The Monthly Engine",
    description: "",
  });
});

test("2.18 a name that would break a header is refused", async () => {
  const { actor } = await makeMember();
  for (const name of ["", "   ", "a\r\nBcc: x@y.test", "a\u202eb", "x".repeat(101)]) {
    await expect(createNewsletter(actor, { name })).rejects.toMatchObject({
      code: "invalid",
      fields: { name: expect.any(String) },
    });
  }
});

test("an archived newsletter disappears, unless a campaign uses it", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await createNewsletter(actor, { name: "Brief" });
  await makeContacts(workspaceId, 1, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  await sendCampaign(actor, { campaignId });
  await expect(archiveNewsletter(actor, { newsletterId })).rejects.toMatchObject({ code: "conflict" });
  expect((await listNewsletters(actor, {})).rows).toHaveLength(1);

  const { id: other } = await createNewsletter(actor, { name: "Gone soon" });
  await archiveNewsletter(actor, { newsletterId: other });
  expect((await listNewsletters(actor, {})).rows.map(({ name }) => name)).toEqual(["Brief"]);
});

test("the list pages newest first", async () => {
  const { actor } = await makeMember();
  for (const name of ["one", "two", "three"]) await createNewsletter(actor, { name });
  const first = await listNewsletters(actor, { limit: 2 });
  expect(first.rows.map(({ name }) => name)).toEqual(["three", "two"]);
  const second = await listNewsletters(actor, { limit: 2, cursor: first.nextCursor ?? undefined });
  expect(second).toMatchObject({ rows: [{ name: "one" }], nextCursor: null });
});
