import { expect, test } from "@playwright/test";
import { mailConfirmation } from "#lib/audience/confirmations/mail.ts";
import { createContactField } from "#lib/audience/contact-fields/create.ts";
import { fillContactFields } from "#lib/audience/contact-fields/fill.ts";
import { importInto, plainCsv } from "#lib/audience/imports/contract.cases.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { resubscribe } from "#lib/audience/subscriptions/resubscribe.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { liftSuppression } from "#lib/audience/suppressions/lift.ts";
import { applyTags } from "#lib/audience/tags/apply.ts";
import { deleteTag } from "#lib/audience/tags/delete.ts";
import { setTags } from "#lib/audience/tags/set.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { openPlatformTransport } from "#lib/mail/platform/platform-transport.ts";
import { makeRequest } from "#lib/privacy/subject-requests/contract.cases.ts";
import { makeProgram } from "#testing/api.ts";
import {
  asOwner,
  jobActor,
  makeContacts,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { correctAddress } from "./correct-address.ts";
import { liftRestriction } from "./lift-restriction.ts";
import { updateContact } from "./update.ts";

const given = { givenOn: "2026-10-03", wording: "Please send me the letter." };
const express = { ...given, basis: "express", place: "on a card at the reading" } as const;
const facts = {
  firstName: "Ada",
  lastName: "",
  country: "",
  language: "",
  postalCode: "",
  timeZone: "",
};

/** A workspace with a person who is on one newsletter, tagged, and whose data are restricted. */
async function makeRestricted() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: otherId } = await makeNewsletter(workspaceId, "Another letter");
  const [person, free] = await makeContacts(workspaceId, 2, newsletterId);
  const { id: contactId = "", email = "" } = person ?? {};
  await applyTags(actor, { contactIds: [contactId], tags: "before" });
  const { id: fieldId } = await createContactField(actor, { name: "City", kind: "text" });
  await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${contactId}`);
  const kept = async () => {
    const [row] = await ownerSql()`
      select (select jsonb_agg(to_jsonb(c) order by c.id) from contacts c where c.id = ${contactId}) as contact,
        (select count(*)::int from consents where contact_id = ${contactId}) as consents,
        (select jsonb_agg(to_jsonb(s) order by s.newsletter_id) from subscriptions s where s.contact_id = ${contactId}) as subscriptions,
        (select count(*)::int from contact_values where contact_id = ${contactId}) as values,
        (select count(*)::int from contact_tags where contact_id = ${contactId}) as tags`;
    return row;
  };
  return {
    actor,
    workspaceId,
    newsletterId,
    otherId,
    contactId,
    email,
    freeId: free?.id ?? "",
    fieldId,
    kept,
  };
}

test("members change nothing of a person whose data are restricted", { tag: "@GD6" }, async () => {
  const { actor, newsletterId, otherId, contactId, fieldId, kept } = await makeRestricted();
  const before = await kept();
  const ways: Record<string, () => Promise<unknown>> = {
    edit: () => updateContact(actor, { contactId, ...facts }),
    correct: () => correctAddress(actor, { contactId, email: uniqueEmail("new"), why: "By phone." }),
    tags: () => setTags(actor, { contactId, tags: "after" }),
    apply: () => applyTags(actor, { contactIds: [contactId], tags: "after" }),
    untag: () => applyTags(actor, { contactIds: [contactId], tags: "before", does: "remove" }),
    fill: () => fillContactFields(actor, { contactId, values: { [fieldId]: "Turin" } }),
    add: () => addSubscription(actor, { contactId, newsletterId: otherId, ...express }),
  };
  for (const [way, act] of Object.entries(ways))
    await expect(act(), way).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("restricted their data"),
    });
  expect(await kept()).toEqual(before);

  await endSubscription(actor, { contactId, newsletterId, how: "By phone, to Anna.", askedOn: "" });
  await expect(resubscribe(actor, { contactId, newsletterId, ...given })).rejects.toMatchObject({
    code: "conflict",
  });
  await liftRestriction(actor, { contactId, told: "By mail, on Monday." });
  for (const way of ["edit", "tags", "fill", "add"]) await ways[way]?.();
  await resubscribe(actor, { contactId, newsletterId, ...given });
});

test("a restricted person is suppressed by hand, and stays so", { tag: "@GD6" }, async () => {
  const { actor, workspaceId, contactId, email } = await makeRestricted();
  await addSuppressions(actor, { emails: email });
  const [stop] = await ownerSql()<{ id: string }[]>`
    select id from suppressions where workspace_id = ${workspaceId} and lifted_at is null`;
  const lift = () => liftSuppression(actor, { suppressionId: stop?.id ?? "", note: "They asked." });
  await expect(lift()).rejects.toMatchObject({ code: "conflict" });
  await liftRestriction(actor, { contactId, told: "By mail, on Monday." });
  await lift();
});

test("a restricted person's proved wish to be corrected is done", { tag: "@GD6" }, async () => {
  const { actor, workspaceId, contactId, fieldId } = await makeRestricted();
  await makeRequest(workspaceId, contactId, { kind: "rectify", proved: false });
  await expect(updateContact(actor, { contactId, ...facts })).rejects.toMatchObject({ code: "conflict" });
  await makeRequest(workspaceId, contactId, { kind: "rectify" });
  await updateContact(actor, { contactId, ...facts });
  await fillContactFields(actor, { contactId, values: { [fieldId]: "Turin" } });
  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "They asked for it." });
  await expect(setTags(actor, { contactId, tags: "after" })).rejects.toMatchObject({ code: "conflict" });
});

test("tags of many leave a restricted person out", { tag: "@GD6" }, async () => {
  const { actor, contactId, freeId, kept } = await makeRestricted();
  const before = await kept();
  const both = { contactIds: [contactId, freeId], tags: "after" };
  expect(await applyTags(actor, both)).toEqual({ contacts: 1 });
  expect(await applyTags(actor, { ...both, does: "remove" })).toEqual({ contacts: 1 });
  expect(await kept()).toEqual(before);
  const [tag] = await ownerSql()<
    { id: string }[]
  >`select tag_id as id from contact_tags where contact_id = ${contactId}`;
  await deleteTag(actor, { tagId: tag?.id ?? "" });
  expect(await kept()).toMatchObject({ tags: 0 });
});

test("an import changes nothing of a restricted person", { tag: "@GD6" }, async () => {
  const { actor, workspaceId, otherId, email, kept } = await makeRestricted();
  const before = await kept();
  const made = await importInto(actor, otherId, `Email\nfree@example.com\n${email}\n`);
  await made.receive();
  await startImport(actor, { importId: made.importId, ...plainCsv });
  await runJob(importRun, { workspaceId, importId: made.importId });
  expect(await kept()).toEqual(before);
  expect(
    await ownerSql()`select state, added, known, subscribed from imports where id = ${made.importId}`,
  ).toEqual([{ state: "finished", added: 1, known: 1, subscribed: 1 }]);
});

test("a program is told that a person's data are restricted", { tag: "@GD6" }, async () => {
  const { send, workspaceId } = await makeProgram();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [person] = await makeContacts(workspaceId, 1);
  const contactId = person?.id ?? "";
  await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${contactId}`);
  const refused = {
    status: 409,
    body: { type: "urn:mailneo:problem:conflict", detail: expect.stringContaining("restricted") },
  };
  expect(await send(`PATCH /contacts/${contactId}`, { first_name: "Ada" })).toMatchObject(refused);
  expect(await send(`PATCH /contacts/${contactId}`, { tags: ["vip"] })).toMatchObject(refused);
  expect(
    await send(`POST /newsletters/${newsletterId}/subscriptions`, {
      contact_id: contactId,
      basis: "express",
      source: "Ticked the box at the checkout of shop.example.",
    }),
  ).toMatchObject(refused);
  expect(await send(`POST /contacts/${contactId}/erase`)).toMatchObject({ status: 200 });
});

test("nobody whose data are restricted is asked to confirm", { tag: "@GD6" }, async () => {
  const { actor, workspaceId, otherId, freeId } = await makeRestricted();
  await asOwner((sql) => sql`update newsletters set confirmation_required = true where id = ${otherId}`);
  const { send } = await makeProgram({ workspaceId });
  await send(`POST /newsletters/${otherId}/subscriptions`, { contact_id: freeId });
  const [asked] = await ownerSql()<
    { id: string }[]
  >`select id from confirmations where contact_id = ${freeId}`;
  await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${freeId}`);
  const server = await startSmtp();
  const transport = openPlatformTransport(`smtp://127.0.0.1:${server.port}`);
  await mailConfirmation(transport, jobActor(workspaceId, "confirmation-mail"), asked?.id ?? "");
  expect(await server.messages()).toEqual([]);
  transport.close();
  await server.close();
  expect(actor.workspaceId).toBe(workspaceId);
});
