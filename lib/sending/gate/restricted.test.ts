import { expect, test } from "@playwright/test";
import { getContact } from "#lib/audience/contacts/get.ts";
import { liftRestriction } from "#lib/audience/contacts/lift-restriction.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { permissionOf } from "#lib/audience/contacts/permission.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";

const restrict = (contactId: string | undefined) =>
  asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${contactId ?? null}`);

test("a restricted person is not mailed, also from a running queue", { tag: "@GD6" }, async () => {
  const ready = await readyCampaign(3);
  const [held, other, later] = ready.contacts;
  await restrict(held?.id);
  await ready.send();
  await restrict(later?.id);
  await ready.deliver();
  const rows =
    await ownerSql()`select contact_id, state, reason from deliveries where campaign_id = ${ready.campaignId}`;
  const fateOf = (id?: string) => {
    const row = rows.find(({ contact_id }) => contact_id === id);
    return row ? [row.state, row.reason] : "not queued";
  };
  expect(fateOf(other?.id)).toEqual(["sent", null]);
  expect(fateOf(later?.id)).toEqual(["skipped", "restricted"]);
  expect(["not queued", ["skipped", "restricted"]]).toContainEqual(fateOf(held?.id));
  expect(await ready.server.messages()).toHaveLength(1);
  await ready.server.close();
});

test("a restriction is seen, filtered, and lifted once told", { tag: "@GD6" }, async () => {
  const ready = await readyCampaign(2);
  const { actor } = ready;
  const contactId = ready.contacts[0]?.id ?? "";
  await restrict(contactId);
  const listed = await listContacts(actor, { mail: "restricted" });
  expect(listed.rows.map(({ id, mail }) => [id, mail])).toEqual([[contactId, "restricted"]]);
  const sentence = async () => permissionOf(await getContact(actor, { contactId }), () => "today").sentence;
  expect(await sentence()).toContain("restricted since today");
  await expect(liftRestriction(actor, { contactId, told: "no" })).rejects.toMatchObject({
    fields: { told: expect.stringContaining("told them") },
  });
  await liftRestriction(actor, { contactId, told: "By mail, on Monday." });
  expect(await sentence()).toContain("May get");
  await expect(liftRestriction(actor, { contactId, told: "By mail, again." })).rejects.toMatchObject({
    code: "notFound",
  });
  await ready.server.close();
});
