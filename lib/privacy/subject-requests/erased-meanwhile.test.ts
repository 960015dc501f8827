import { expect, test } from "@playwright/test";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { bulkRun } from "#lib/audience/bulk-actions/run.ts";
import { purgeConfirmations } from "#lib/audience/confirmations/purge.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import { liftRestriction } from "#lib/audience/contacts/lift-restriction.ts";
import { makeImport, plainCsv } from "#lib/audience/imports/contract.cases.ts";
import { rollBackImport } from "#lib/audience/imports/roll-back.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { sendSubscribeForm } from "#lib/audience/subscribe-forms/send.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { exportAuditLog } from "#lib/audit/exports/job.ts";
import { exportLog } from "#lib/audit/exports/start.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  jobActor,
  makeContacts,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { makeRequest } from "./contract.cases.ts";
import { createRequest } from "./create.ts";
import { fulfilRequest } from "./fulfil.ts";
import { issueRequestMail } from "./issue-mail.ts";
import { openBundle } from "./open-bundle.ts";
import { recordAnswerMailed } from "./record-mailed.ts";

async function makePeople(count: number) {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  return { actor, workspaceId, contacts: await makeContacts(workspaceId, count, newsletterId) };
}

async function makePerson() {
  const { actor, workspaceId, contacts } = await makePeople(1);
  return { actor, workspaceId, contactId: contacts[0]?.id ?? "", email: contacts[0]?.email ?? "" };
}

const requestsOf = (workspaceId: string) =>
  ownerSql()`select kind, outcome, email, words from subject_requests where workspace_id = ${workspaceId} order by id`;

const actionsOf = async (workspaceId: string) =>
  (await auditOf(workspaceId)).map(({ action, result }) => `${action} ${result}`);

for (const kind of ["access", "rectify", "restrict", "object"] as const)
  test(`a person who asked for ${kind} is not erased before an answer`, { tag: "@GD3" }, async () => {
    const { actor, workspaceId, contactId, email } = await makePerson();
    await makeRequest(workspaceId, contactId, { kind });
    const words = { code: "conflict", message: expect.stringContaining("Answer it first") };
    await expect(deleteContact(actor, { contactId, typed: "erase" })).rejects.toMatchObject(words);
    await expect(deleteContacts(actor, { contactIds: [contactId], typed: "1" })).rejects.toMatchObject(words);
    const { requestId } = await makeRequest(workspaceId, contactId, { kind: "erase" });
    await expect(fulfilRequest(actor, { requestId, typed: "erase" })).rejects.toMatchObject(words);
    expect(await requestsOf(workspaceId)).toMatchObject([
      { kind, outcome: null, email },
      { kind: "erase", outcome: null, email },
    ]);
  });

/** Makes the request of a person who was no contact yet, proved. */
const ofNobody = (workspaceId: string, contactId: string, kind: string) =>
  asOwner(
    (
      sql,
    ) => sql`insert into subject_requests (workspace_id, id, kind, channel, email, email_hash, locale, received_on, identified_at)
      select workspace_id, new_id(), ${kind}, 'form', email, email_hash, 'en', now(), now() from contacts
      where workspace_id = ${workspaceId} and id = ${contactId}`,
  );

const unfetched = { code: "conflict", message: expect.stringContaining("has not reached them yet") };

test("data that were answered are fetched before an erasure ends them", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, contactId, email } = await makePerson();
  const { requestId } = await makeRequest(workspaceId, contactId);
  await fulfilRequest(actor, { requestId });
  const erase = () => deleteContact(actor, { contactId, typed: "erase" });
  await expect(erase()).rejects.toMatchObject(unfetched);
  const mail = jobActor(workspaceId, "subject-request-mail");
  const issued = await issueRequestMail(mail, { requestId, about: "answer" });
  await recordAnswerMailed(mail, { requestId, sent: true });
  await expect(erase()).rejects.toMatchObject(unfetched);
  const { id: letter } = await createRequest(actor, { email, kind: "erase", arrived: "By letter, signed." });
  await expect(fulfilRequest(actor, { requestId: letter, typed: "erase" })).rejects.toMatchObject(unfetched);
  const { file } = await openBundle(anonymous(), { token: issued?.token ?? "", email });
  expect(file.person).toMatchObject({ email });
  await erase();
});

test("a link that is over holds no erasure up", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, contactId } = await makePerson();
  const { requestId } = await makeRequest(workspaceId, contactId);
  await fulfilRequest(actor, { requestId });
  await asOwner(
    (
      sql,
    ) => sql`update subject_requests set closed_at = now() - interval '15 days', bundle_until = now() - interval '1 day'
      where id = ${requestId}`,
  );
  await deleteContact(actor, { contactId, typed: "erase" });
});

test("a wish to be erased that came later outranks unfetched data", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, contactId } = await makePerson();
  const { requestId } = await makeRequest(workspaceId, contactId);
  await fulfilRequest(actor, { requestId });
  await recordAnswerMailed(jobActor(workspaceId, "subject-request-mail"), { requestId, sent: true });
  const { requestId: later } = await makeRequest(workspaceId, contactId, { kind: "erase" });
  await fulfilRequest(actor, { requestId: later, typed: "erase" });
  expect(await ownerSql()`select id from contacts where id = ${contactId}`).toEqual([]);
});

for (const kind of ["rectify", "object"] as const)
  test(`the answer to ${kind} leaves before an erasure`, { tag: "@GD3" }, async () => {
    const { actor, workspaceId, contactId } = await makePerson();
    const { requestId } = await makeRequest(workspaceId, contactId, { kind });
    await fulfilRequest(actor, { requestId, note: "It is Ada now." });
    const erase = () => deleteContact(actor, { contactId, typed: "erase" });
    await expect(erase()).rejects.toMatchObject(unfetched);
    await recordAnswerMailed(jobActor(workspaceId, "subject-request-mail"), { requestId, sent: true });
    await erase();
  });

test("data that a person restricted stay until it is lifted", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, contacts } = await makePeople(2);
  const [kept = "", other = ""] = contacts.map(({ id }) => id);
  const { requestId } = await makeRequest(workspaceId, kept, { kind: "restrict" });
  await fulfilRequest(actor, { requestId });
  await recordAnswerMailed(jobActor(workspaceId, "subject-request-mail"), { requestId, sent: true });
  await expect(deleteContact(actor, { contactId: kept, typed: "erase" })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("lift the restriction"),
  });
  const { id } = await eraseContacts(actor, { contactIds: [kept, other], typed: "2" });
  await runJob(bulkRun, { workspaceId, actionId: id });
  expect(await getBulkAction(actor, { actionId: id })).toMatchObject({
    counts: { changed: 1, restricted: 1 },
  });
  await liftRestriction(actor, { contactId: kept, told: "By mail on 3 May." });
  await deleteContact(actor, { contactId: kept, typed: "erase" });
});

test("a request from before its contact is answered first too", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, contactId, email } = await makePerson();
  await ofNobody(workspaceId, contactId, "access");
  await expect(deleteContact(actor, { contactId, typed: "erase" })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Answer it first"),
  });
  expect(await requestsOf(workspaceId)).toMatchObject([{ kind: "access", outcome: null, email }]);
});

test("an import rolled back leaves who waits or restricted", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, importId, receive } = await makeImport(
    "Email\nasks@fair.example\nrestricts@fair.example\nnobody@fair.example\ngoes@fair.example\n",
  );
  await receive();
  await startImport(actor, { importId, ...plainCsv });
  await runJob(importRun, { workspaceId, importId });
  const people = await ownerSql()<{ id: string; email: string }[]>`
    select id, email from contacts where workspace_id = ${workspaceId}`;
  const idOf = (name: string) => people.find(({ email }) => email.startsWith(name))?.id ?? "";
  await makeRequest(workspaceId, idOf("asks"));
  await ofNobody(workspaceId, idOf("nobody"), "access");
  const { requestId } = await makeRequest(workspaceId, idOf("restricts"), { kind: "restrict" });
  await fulfilRequest(actor, { requestId });
  expect(await rollBackImport(actor, { importId })).toMatchObject({ contacts: 1, subscriptions: 1 });
  const left = await ownerSql()`select email from contacts c where workspace_id = ${workspaceId} and exists (
    select from subscriptions s where s.contact_id = c.id) order by email`;
  expect(left.map(({ email }) => email)).toEqual([
    "asks@fair.example",
    "nobody@fair.example",
    "restricts@fair.example",
  ]);
});

test("an old signup stays while its person waits for an answer", { tag: "@GD3" }, async () => {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const emails = [uniqueEmail(), uniqueEmail()];
  for (const email of emails)
    await sendSubscribeForm(anonymous(), {
      newsletterId,
      email,
      form: "hosted",
      wording: "Send it to me.",
      locale: "en",
    });
  await asOwner(
    (sql) =>
      sql`update confirmations set created_at = now() - interval '31 days' where workspace_id = ${workspaceId}`,
  );
  const [waits] = await ownerSql()<
    { id: string }[]
  >`select id from contacts where email = ${emails[0] ?? ""}`;
  await makeRequest(workspaceId, waits?.id ?? "");
  await purgeConfirmations(jobActor(workspaceId), {});
  const kept =
    await ownerSql()`select id, (select count(*)::int from confirmations where contact_id = c.id) as signups
    from contacts c where workspace_id = ${workspaceId}`;
  expect(kept).toEqual([{ id: waits?.id, signups: 1 }]);
});

test("the database deletes no contact who waits, whichever statement asks", { tag: "@GD3" }, async () => {
  const { workspaceId, contacts } = await makePeople(3);
  const [asks = "", nobody = "", free = ""] = contacts.map(({ id }) => id);
  await makeRequest(workspaceId, asks);
  await ofNobody(workspaceId, nobody, "rectify");
  const drop = (...ids: string[]) => asOwner((sql) => sql`delete from contacts where id = any (${ids})`);
  await expect(drop(free, asks)).rejects.toThrow("waits for an answer");
  await expect(drop(nobody)).rejects.toThrow("waits for an answer");
  await drop(free);
  await asOwner((sql) => sql`delete from workspaces where id = ${workspaceId}`).catch((error) => {
    expect(String(error)).not.toContain("waits for an answer");
  });
});

test("a bulk erasure leaves out who waits for an answer", { tag: "@GD3" }, async () => {
  const { actor, workspaceId, contacts } = await makePeople(3);
  const [asked, ...others] = contacts.map(({ id }) => id);
  await makeRequest(workspaceId, asked ?? "");
  const { id } = await eraseContacts(actor, { contactIds: [asked ?? "", ...others], typed: "3" });
  await asOwner((sql) => sql`update bulk_actions set starts_at = now() where id = ${id}`);
  await runJob(bulkRun, { workspaceId, actionId: id });
  expect(await getBulkAction(actor, { actionId: id })).toMatchObject({ counts: { changed: 2, asked: 1 } });
  expect(await ownerSql()`select id from contacts where workspace_id = ${workspaceId}`).toEqual([
    { id: asked },
  ]);
});

test("who waits for their erasure is told, whoever erased them", { tag: ["@GD3", "@GD5"] }, async () => {
  const { actor, workspaceId, contactId, email } = await makePerson();
  const { requestId } = await makeRequest(workspaceId, contactId, { kind: "erase" });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await requestsOf(workspaceId)).toMatchObject([{ kind: "erase", outcome: "fulfilled", email }]);
  const entry = (await auditOf(workspaceId)).find(({ action }) => action === "subject_request.fulfil");
  expect(entry).toMatchObject({ target: requestId, result: "done", detail: { kind: "erase" } });
  const [job] = await ownerSql()`select data from pgboss.job where name = 'subject-request-mail'
    and data->>'requestId' = ${requestId} and data->>'about' = 'answer'`;
  expect(job?.data).toMatchObject({ workspaceId, requestId });
  const mail = jobActor(workspaceId, "subject-request-mail");
  expect(await issueRequestMail(mail, { requestId, about: "answer" })).toMatchObject({ email });
});

test("an unproved request ends as erased, not as withdrawn", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, contactId } = await makePerson();
  await makeRequest(workspaceId, contactId, { proved: false });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await requestsOf(workspaceId)).toMatchObject([{ kind: "access", outcome: "erased", email: null }]);
});

test("erasing a person reaches nothing of their mailbox's next owner", {
  tag: ["@GD3", "@GD5"],
}, async () => {
  const { actor, workspaceId, contactId, email } = await makePerson();
  await addSuppressions(actor, { emails: email, note: "The first owner rang." });
  await makeRequest(workspaceId, contactId, { proved: false });
  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  await asOwner(async (sql) => {
    await sql`update suppressions set lifted_at = now(), lifted_note = 'Lifted.' where workspace_id = ${workspaceId}`;
    await sql`insert into subject_requests (workspace_id, id, kind, channel, email, email_hash, words, locale, received_on, identified_at)
      select ${workspaceId}, new_id(), 'access', 'form', a.email, a.email_hash, 'I am the next one.', 'en', now(), now()
      from contact_addresses a where a.workspace_id = ${workspaceId} and a.email = ${email}`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, note)
      select new_id(), workspace_id, email_hash, email, 'bounced', 'smtp_reply', 'Full.'
      from contact_addresses a where a.workspace_id = ${workspaceId} and a.email = ${email}`;
  });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await requestsOf(workspaceId)).toMatchObject([
    { outcome: "erased", email: null },
    { outcome: null, email, words: "I am the next one." },
  ]);
  const notes = await ownerSql()`select note, email from suppressions
    where workspace_id = ${workspaceId} and note is not null and note <> 'Erased at their request.'`;
  expect(notes).toEqual([{ note: "Full.", email }]);
});

test("an export of the log that goes with a person is recorded", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, contactId } = await makePerson();
  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  const { id: exportId } = await exportLog(actor, { format: "csv" });
  await runJob(exportAuditLog, { workspaceId, exportId });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await actionsOf(workspaceId)).toContain("audit_export.expire done");
  const entry = (await auditOf(workspaceId)).find(({ action }) => action === "audit_export.expire");
  expect(entry).toMatchObject({ target: exportId });
});
