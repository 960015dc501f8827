import { expect, test } from "@playwright/test";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import {
  asOwner,
  auditOf,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { correctAddress } from "./correct-address.ts";
import { createContact } from "./create.ts";
import { deleteContact } from "./delete.ts";
import { getContact } from "./get.ts";
import { handOver } from "./hand-over.ts";
import { permissionOf } from "./permission.ts";
import { timelineOf } from "./timeline.ts";
import { updateContact } from "./update.ts";

async function makeReader() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: contactId = "", email = "" } = contact ?? {};
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  await makeDelivery(workspaceId, campaignId, contactId, "queued");
  return { actor, workspaceId, newsletterId, contactId, email };
}

test("an edited contact keeps its address and logs its fields", { tag: "@GD6" }, async () => {
  const { actor, workspaceId, contactId, email } = await makeReader();
  await asOwner((sql) => sql`update contacts set country_written = 'Nowhere' where id = ${contactId}`);
  await updateContact(actor, { contactId, firstName: "Zoë", country: "Italy", language: "pt-br" });
  expect(await getContact(actor, { contactId })).toMatchObject({
    email,
    firstName: "Zoë",
    country: "IT",
    countryWritten: null,
    language: "pt-BR",
  });
  const [entry] = (await auditOf(workspaceId)).filter(({ action }) => action === "contact.update");
  expect(entry).toMatchObject({ detail: { fields: ["firstName", "country", "language"] } });
  expect(JSON.stringify(entry?.detail)).not.toContain("Zoë");
  await expect(updateContact(actor, { contactId, language: "klingon!" })).rejects.toMatchObject({
    fields: { language: expect.stringMatching(/\S/) },
  });
});

test("a corrected address takes wishes along and leaves the bounce behind", async () => {
  const { actor, workspaceId, newsletterId, contactId, email } = await makeReader();
  await asOwner(
    (sql) => sql`insert into suppressions (workspace_id, id, email_hash, email, reason, source)
      select workspace_id, new_id(), email_hash, email, 'bounced', 'smtp_reply' from contacts where id = ${contactId}`,
  );
  const right = uniqueEmail("right");
  await correctAddress(actor, { contactId, email: right, why: "Spelt by phone." });
  const contact = await getContact(actor, { contactId });
  expect(contact).toMatchObject({ email: right, suppressions: [], subscriptions: [{ refusal: null }] });
  expect(
    await ownerSql()`select email, state from deliveries where workspace_id = ${workspaceId}`,
  ).toMatchObject([{ email: right, state: "queued" }]);

  await endSubscription(actor, { contactId, newsletterId, how: "By phone." });
  const again = uniqueEmail("again");
  await addSuppressions(actor, { emails: again, newsletterId });
  await correctAddress(actor, { contactId, email: again, why: "Spelt by phone." });
  expect((await getContact(actor, { contactId })).suppressions).toMatchObject([{ reason: "unsubscribed" }]);
  expect(
    JSON.stringify(await auditOf(workspaceId).then((log) => log.map(({ detail }) => detail))),
  ).not.toContain(email);
});

test("an address of another contact is no correction", async () => {
  const { actor, workspaceId, contactId, email } = await makeReader();
  const [other] = await makeContacts(workspaceId, 1);
  for (const [to, words] of [
    [other?.email ?? "", "Another contact has this address"],
    [email.toUpperCase(), "That is the address they have."],
    ["no address", ""],
  ] as const)
    await expect(correctAddress(actor, { contactId, email: to, why: "By phone." })).rejects.toMatchObject({
      fields: { email: expect.stringContaining(words) },
    });
});

test("an erased contact leaves its address in no table", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, newsletterId, contactId, email } = await makeReader();
  await updateContact(actor, { contactId, firstName: "Zoë", lastName: "Quill" });
  await endSubscription(actor, { contactId, newsletterId, how: "By phone." });
  await expect(deleteContact(actor, { contactId })).rejects.toMatchObject({
    fields: { typed: expect.stringContaining("erase") },
  });
  await deleteContact(actor, { contactId, typed: "erase" });

  const tables = await ownerSql()<{ name: string }[]>`
    select c.table_name as name from information_schema.columns c join pg_class k on k.relname = c.table_name and k.relkind = 'r'
    where c.table_schema = 'public' and c.column_name = 'workspace_id'`;
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const [found] = await ownerSql()`select count(*)::int as n from ${ownerSql()(name)} t
      where workspace_id = ${workspaceId} and (position(${email} in t::text) > 0 or position('Quill' in t::text) > 0)`;
    expect(found?.n, name).toBe(0);
  }
  const blocked = await createContact(actor, {
    email,
    newsletterId,
    basis: "express",
    wording: "Imported again by mistake.",
  });
  expect((await getContact(actor, { contactId: blocked.id })).subscriptions).toMatchObject([
    { refusal: expect.stringMatching(/unsubscribed|manual/) },
  ]);
});

test("the data of one person leave out everybody else's", { tag: "@GD4" }, async () => {
  const { actor, workspaceId, newsletterId, contactId, email } = await makeReader();
  const [other] = await makeContacts(workspaceId, 1, newsletterId);
  const file = await handOver(actor, { contactId, format: "json" });
  expect(file).toMatchObject({
    person: { email },
    subscriptions: [{ newsletter: "The Weekly Engine" }],
    consents: [{ kind: "grant", wording: "I want this newsletter." }],
    messages: [{ campaign: "First steps", to: email }],
  });
  expect(JSON.stringify(file)).not.toContain(other?.email);
  expect(await auditOf(workspaceId)).toContainEqual(
    expect.objectContaining({ action: "contact.hand_over", target: contactId, detail: { format: "json" } }),
  );
});

test("the timeline follows what happened, not what was recorded", async () => {
  const { actor, newsletterId, contactId } = await makeReader();
  const early = { basis: "express", givenOn: "2026-01-05", wording: "A card that was found later." } as const;
  const late = await createContact(actor, { email: uniqueEmail(), newsletterId, ...early });
  const lines = timelineOf(await getContact(actor, { contactId: late.id }));
  expect(lines.map(({ kind }) => kind)).toEqual(["added", "consent"]);

  await endSubscription(actor, { contactId, newsletterId, how: "By phone." });
  const kinds = timelineOf(await getContact(actor, { contactId })).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "suppressed")).toEqual([]);
  expect(kinds[0]).toBe("consent");
});

test("an opt-out has one day on the page and in exports", { tag: "@GD4" }, async () => {
  const { actor, contactId } = await makeReader();
  const stop = (reason: string, since: string | null) =>
    asOwner(async (sql) => {
      await sql`delete from suppressions s using contacts c where c.id = ${contactId} and s.email_hash = c.email_hash`;
      await sql`insert into suppressions (workspace_id, id, email_hash, email, reason, source, since)
        select workspace_id, new_id(), email_hash, email, ${reason}, 'import', ${since} from contacts where id = ${contactId}`;
    });
  const today = new Date().toISOString().slice(0, 10);
  for (const [reason, words] of [
    ["complained", "reported spam"],
    ["unsubscribed", "unsubscribed"],
    ["bounced", "their mail server refused the address for good"],
    ["manual", "your workspace suppressed the address"],
  ] as const) {
    await stop(reason, "2025-11-01");
    const contact = await getContact(actor, { contactId });
    expect(permissionOf(contact, () => "never shown").sentence).toBe(
      `Gets nothing: ${words} on 1 November 2025.`,
    );
    expect(timelineOf(contact).at(-1)).toMatchObject({ kind: "suppressed" });
    const { suppressions } = await handOver(actor, { contactId, format: "html" });
    expect(suppressions).toMatchObject([
      { reason, since: "2025-11-01", recordedAt: expect.stringContaining(today) },
    ]);
  }
  await stop("complained", null);
  const undated = await getContact(actor, { contactId });
  expect(permissionOf(undated, () => "30 November 2026").sentence).toBe(
    "Gets nothing: reported spam, recorded on 30 November 2026.",
  );
  const { suppressions } = await handOver(actor, { contactId, format: "json" });
  expect(suppressions).toMatchObject([{ since: null, recordedAt: expect.stringContaining(today) }]);
});

test("exports call a subscription confirmed only by the person themselves", { tag: "@GD4" }, async () => {
  const { actor, workspaceId, newsletterId, contactId } = await makeReader();
  const exported = async () => (await handOver(actor, { contactId, format: "json" })).subscriptions[0];
  expect(await exported()).toMatchObject({ confirmedAt: null, addedAt: expect.stringMatching(/^\d/) });
  await asOwner(
    (
      sql,
    ) => sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, evidence)
      values (new_id(), ${workspaceId}, ${contactId}, ${newsletterId}, 'grant', 'express', 'form', 'Yes.', 'anonymous', '{"confirmed": true}')`,
  );
  expect(await exported()).toMatchObject({ confirmedAt: expect.stringMatching(/^\d/) });
});

test("a wish that replaces a bounce takes its own day", async () => {
  const { actor, newsletterId, contactId } = await makeReader();
  const add = () =>
    asOwner(
      (
        sql,
      ) => sql`insert into suppressions (workspace_id, id, email_hash, email, newsletter_id, reason, source, since)
        select workspace_id, new_id(), email_hash, email, ${newsletterId}, 'bounced', 'import', '2024-01-05' from contacts where id = ${contactId}`,
    );
  await add();
  await endSubscription(actor, { contactId, newsletterId, how: "By phone.", askedOn: "2026-02-03" });
  const contact = await getContact(actor, { contactId });
  expect(contact.suppressions).toMatchObject([{ reason: "unsubscribed", since: "2026-02-03" }]);
  await correctAddress(actor, { contactId, email: uniqueEmail("moved"), why: "Spelt by phone." });
  expect((await getContact(actor, { contactId })).suppressions).toMatchObject([{ since: "2026-02-03" }]);
});

test("a viewer sees no network and no browser of a contact", { tag: "@V8.2.3" }, async () => {
  const { actor, workspaceId, contactId } = await makeReader();
  await asOwner(
    (
      sql,
    ) => sql`insert into consents (id, workspace_id, contact_id, kind, basis, source, wording, evidence, actor_kind, ip, user_agent)
      values (new_id(), ${workspaceId}, ${contactId}, 'grant', 'express', 'form', 'Yes.',
        ${sql.json({ form: "hosted", consentIp: "198.51.100.77", confirmIp: "198.51.100.77", signedUpIp: "198.51.100.77" })}, 'anonymous',
        '198.51.100.77', 'Secret Browser 9')`,
  );
  const { actor: viewer } = await makeMember({ workspaceId, role: "viewer" });
  const { actor: member } = await makeMember({ workspaceId, role: "member" });
  const shown = async (to: typeof actor) => JSON.stringify(await getContact(to, { contactId }));
  for (const secret of ["198.51.100.77", "Secret Browser 9"]) {
    expect(await shown(viewer), secret).not.toContain(secret);
    expect(await shown(member), secret).toContain(secret);
  }
  expect(await shown(viewer)).toContain("hosted");
});
