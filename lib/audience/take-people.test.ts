import { expect, test } from "@playwright/test";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { liftBulkAction } from "#lib/audience/bulk-actions/lift.ts";
import { bulkRun } from "#lib/audience/bulk-actions/run.ts";
import { startBulkAction } from "#lib/audience/bulk-actions/start-now.ts";
import { suppressSelected } from "#lib/audience/bulk-actions/suppress.ts";
import { undoBulkAction } from "#lib/audience/bulk-actions/undo.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { importInto, plainCsv } from "#lib/audience/imports/contract.cases.ts";
import { createSuppressionList } from "#lib/audience/imports/create-suppression-list.ts";
import { storeFile } from "#lib/audience/imports/file.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { receiveImport } from "#lib/audience/imports/receive.ts";
import { resumeImport } from "#lib/audience/imports/resume.ts";
import { rollBackImport } from "#lib/audience/imports/roll-back.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { importSuppressions } from "#lib/audience/suppressions/import.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { jobActor, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";

const file = (count: number) =>
  `Email\n${Array.from({ length: count }, (_, n) => `reader${n}@fair.example`).join("\n")}\n`;

async function imported(actor: Member, count: number) {
  const { id: newsletterId } = await makeNewsletter(actor.workspaceId);
  const { importId, receive } = await importInto(actor, newsletterId, file(count));
  await receive();
  await startImport(actor, { importId, ...plainCsv });
  await runJob(importRun, { workspaceId: actor.workspaceId, importId });
  return importId;
}

async function people(count: number, bringer = true) {
  const { actor: owner, workspaceId, user } = await makeMember();
  const { actor: helper } = await makeMember({ workspaceId, role: "member" });
  const { actor: admin } = await makeMember({ workspaceId, role: "admin" });
  const importId = bringer ? await imported(owner, count) : "";
  const rows = await ownerSql()<{ id: string; email: string }[]>`
    select id, email from contacts where workspace_id = ${workspaceId} order by id`;
  return {
    owner,
    user,
    helper,
    admin,
    stale: { ...admin, authTime: new Date(Date.now() - 5 * 86_400_000) },
    workspaceId,
    importId,
    ids: rows.map(({ id }) => id),
    emails: rows.map(({ email }) => email),
  };
}

type People = Awaited<ReturnType<typeof people>>;

const left = async (workspaceId: string) => {
  const [row] = await ownerSql()<{ n: number }[]>`
    select count(*)::int as n from contacts c where workspace_id = ${workspaceId} and not exists (select from suppressions s
      where s.workspace_id = c.workspace_id and s.email_hash = c.email_hash and s.lifted_at is null)`;
  return row?.n;
};

const mailsTo = (email: string) => ownerSql()<{ subject: string }[]>`
  select data->>'subject' as subject from pgboss.job where name = 'platform-mail' and data->'to'->>'address' = ${email}
    and data->>'subject' like '%contacts%' order by created_on`;

const doors: Record<string, (who: Member, of: People) => Promise<unknown>> = {
  erase: (who, { ids }) => eraseContacts(who, { contactIds: ids, typed: String(ids.length) }),
  suppress: (who, { ids }) => suppressSelected(who, { contactIds: ids }),
  "roll back": (who, { importId }) => rollBackImport(who, { importId }),
  "erase at once": (who, { ids }) => deleteContacts(who, { contactIds: ids, typed: String(ids.length) }),
  "suppress at once": (who, { ids }) => suppressContacts(who, { contactIds: ids }),
  "add to suppressions": (who, { emails }) => addSuppressions(who, { emails: emails.join("\n") }),
  "import suppressions": (who, { emails }) =>
    importSuppressions(who, {
      file: `email,reason\n${emails.map((email) => `${email},unsubscribed`).join("\n")}\n`,
    }),
};

for (const [door, go] of Object.entries(doors))
  test(`a list needs an admin with a fresh proof: ${door}`, async () => {
    const made = await people(21);
    await expect(go(made.helper, made)).rejects.toMatchObject({ code: "forbidden" });
    await expect(go(made.stale, made)).rejects.toMatchObject({
      code: expect.stringMatching(/reauthenticate|conflict/),
    });
    expect(await left(made.workspaceId)).toBe(21);
    const few = await people(20);
    await go(few.helper, few);
    expect(await mailsTo(few.user.email)).toEqual([]);
  });

test("small pieces through different doors are counted together", async () => {
  const made = await people(40);
  const { helper, ids, emails, workspaceId } = made;
  await deleteContact(helper, { contactId: ids[0] ?? "", typed: "erase" });
  await deleteContacts(helper, { contactIds: ids.slice(1, 8), typed: "7" });
  await suppressSelected(helper, { contactIds: ids.slice(8, 14) });
  await addSuppressions(helper, { emails: emails.slice(14, 20).join("\n") });
  for (const [door, go] of Object.entries(doors)) {
    const rest = { ...made, ids: ids.slice(20, 22), emails: emails.slice(20, 22) };
    await expect(go(helper, rest), door).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(deleteContact(helper, { contactId: ids[30] ?? "", typed: "erase" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await ownerSql()`update people_taken set at = at - interval '61 minutes' where workspace_id = ${workspaceId}`;
  await deleteContact(helper, { contactId: ids[30] ?? "", typed: "erase" });
});

test("a list that an admin suppresses waits, and is lifted together", async () => {
  const { admin, owner, user, ids, workspaceId } = await people(30);
  const { id } = await suppressSelected(admin, { contactIds: ids });
  await expect(startBulkAction(admin, { actionId: id })).rejects.toMatchObject({ code: "conflict" });
  await runJob(bulkRun, { workspaceId, actionId: id });
  expect(await left(workspaceId)).toBe(30);
  expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual([
    "30 contacts are about to be suppressed",
  ]);
  await addSuppressions(owner, { emails: "reader3@fair.example" });
  await ownerSql()`update bulk_actions set starts_at = now() where id = ${id}`;
  await runJob(bulkRun, { workspaceId, actionId: id });
  expect(await left(workspaceId)).toBe(0);
  expect(await liftBulkAction(owner, { actionId: id, note: "Nobody meant it." })).toEqual({
    lifted: 29,
    kept: 0,
  });
  expect(await left(workspaceId)).toBe(29);
  // A list takes nothing of the few who go at once.
  await deleteContact(admin, { contactId: ids[0] ?? "", typed: "erase" });
});

test("rolling back what another member imported waits and is undone", async () => {
  const { admin, user, importId, workspaceId } = await people(25);
  const { waits } = await rollBackImport(admin, { importId });
  const actionId = waits ?? "";
  await runJob(bulkRun, { workspaceId, actionId });
  expect(await left(workspaceId)).toBe(25);
  expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual([
    "25 contacts are about to be rolled back",
  ]);
  await undoBulkAction(admin, { actionId });
  const again = await rollBackImport(admin, { importId });
  await ownerSql()`update bulk_actions set starts_at = now() where id = ${again.waits ?? ""}`;
  await runJob(bulkRun, { workspaceId, actionId: again.waits ?? "" });
  expect(await getBulkAction(admin, { actionId: again.waits ?? "" })).toMatchObject({
    state: "finished",
    counts: { changed: 25 },
  });
  expect(await left(workspaceId)).toBe(0);
  expect(await getImport(admin, { importId })).toMatchObject({ state: "rolled_back" });
});

test("a member takes their own fresh import back at once", async () => {
  const { helper, workspaceId } = await people(0, false);
  const importId = await imported(helper, 300);
  expect(await rollBackImport(helper, { importId })).toMatchObject({ contacts: 300 });
  const older = await imported(helper, 300);
  await ownerSql()`update imports set finished_at = finished_at - interval '2 hours' where id = ${older}`;
  await expect(rollBackImport(helper, { importId: older })).rejects.toMatchObject({ code: "forbidden" });
  expect(await left(workspaceId)).toBe(300);
});

test("a member's file of opt-outs stops before it ends a list", async () => {
  const { helper, admin, workspaceId } = await people(30);
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const bring = async (text: string) => {
    const { id: importId } = await createSuppressionList(helper, { newsletterId, reason: "unsubscribed" });
    const job = jobActor(workspaceId);
    async function* bytes() {
      yield Buffer.from(text);
    }
    await receiveImport(job, {
      importId,
      fileName: "stop.csv",
      fileBytes: await storeFile(job, importId, bytes()),
    });
    await startImport(helper, { importId, ...plainCsv, purpose: "suppress" });
    await runJob(importRun, { workspaceId, importId });
    return importId;
  };
  const importId = await bring(file(30));
  expect(await getImport(admin, { importId })).toMatchObject({ state: "failed", stopped: 0 });
  expect(await left(workspaceId)).toBe(30);
  await resumeImport(admin, { importId });
  await runJob(importRun, { workspaceId, importId });
  expect(await left(workspaceId)).toBe(0);
  const strangers = await bring(file(30).replaceAll("@fair", "@other"));
  expect(await getImport(admin, { importId: strangers })).toMatchObject({ state: "finished", stopped: 30 });
});
