import { expect, test } from "@playwright/test";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { bulkRun } from "#lib/audience/bulk-actions/run.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { exportAuditLog } from "#lib/audit/exports/job.ts";
import { exportLog } from "#lib/audit/exports/start.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import {
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
import { fulfilRequest } from "./fulfil.ts";
import { issueRequestMail } from "./issue-mail.ts";

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
