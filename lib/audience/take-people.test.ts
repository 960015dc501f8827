import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { liftBulkAction } from "#lib/audience/bulk-actions/lift.ts";
import { bulkRun } from "#lib/audience/bulk-actions/run.ts";
import { startBulkAction } from "#lib/audience/bulk-actions/start-now.ts";
import { suppressSelected } from "#lib/audience/bulk-actions/suppress.ts";
import { undoBulkAction } from "#lib/audience/bulk-actions/undo.ts";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
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
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { importSuppressions } from "#lib/audience/suppressions/import.ts";
import type { ApiKey, Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { makeRequest } from "#lib/privacy/subject-requests/contract.cases.ts";
import { createRequest } from "#lib/privacy/subject-requests/create.ts";
import { fulfilRequest } from "#lib/privacy/subject-requests/fulfil.ts";
import { makeKey } from "#testing/contract/callers.fixture.ts";
import { asOwner, jobActor, makeMember, makeNewsletter, ownerSql, uniqueEmail } from "#testing/factories.ts";

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

async function bringStops(who: Member, newsletterId: string, text: string) {
  const { workspaceId } = who;
  const { id: importId } = await createSuppressionList(who, { newsletterId, reason: "unsubscribed" });
  const job = jobActor(workspaceId);
  async function* bytes() {
    yield Buffer.from(text);
  }
  await receiveImport(job, {
    importId,
    fileName: "stop.csv",
    fileBytes: await storeFile(job, importId, bytes()),
  });
  await startImport(who, { importId, ...plainCsv, purpose: "suppress" });
  await runJob(importRun, { workspaceId, importId });
  return importId;
}

async function people(count: number, bringer = true) {
  const { actor: owner, workspaceId, user } = await makeMember();
  const { actor: helper } = await makeMember({ workspaceId, role: "member" });
  const { actor: admin } = await makeMember({ workspaceId, role: "admin" });
  const importId = bringer ? await imported(owner, count) : "";
  const [brought] = await ownerSql()<{ newsletter_id: string }[]>`
    select newsletter_id from imports where id = ${importId || workspaceId}`;
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
    newsletterId: brought?.newsletter_id ?? "",
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

/** Takes people away one by one, as far as it goes. */
const oneByOne = async (things: string[], take: (thing: string) => Promise<unknown>) => {
  for (const thing of things) await take(thing);
};

const letters = (who: Member, { emails }: People, kind: "erase" | "object") =>
  oneByOne(emails, async (email) => {
    const { id: requestId } = await createRequest(who, {
      email,
      kind,
      arrived: "By letter, with a signature.",
    });
    await fulfilRequest(who, { requestId, typed: "erase" });
  });

const slow: Record<string, (who: Member, of: People) => Promise<unknown>> = {
  unsubscribe: (who, { ids }) =>
    oneByOne(ids, (contactId) => endSubscription(who, { contactId, newsletterId: "all", how: "By phone." })),
  "unsubscribe from one newsletter": (who, { ids, newsletterId }) =>
    oneByOne(ids, (contactId) => endSubscription(who, { contactId, newsletterId, how: "By phone." })),
  "give other addresses": (who, { ids }) =>
    oneByOne(ids, (contactId) =>
      correctAddress(who, { contactId, email: uniqueEmail("nobody"), why: "Spelt by phone." }),
    ),
  "answer letters that ask to be erased": (who, of) => letters(who, of, "erase"),
  "answer letters that object": (who, of) => letters(who, of, "object"),
  "enter letters": (who, { emails }) =>
    oneByOne(emails, (email) =>
      createRequest(who, { email, kind: "restrict", arrived: "By letter, signed." }),
    ),
  "bring opt-outs in many files": async (who, { emails, newsletterId }) => {
    for (const some of [emails.slice(0, 11), emails.slice(11)]) {
      const importId = await bringStops(who, newsletterId, `Email\n${some.join("\n")}\n`);
      const { state } = await getImport(who, { importId });
      if (state === "failed") throw new AppError("forbidden", "It stopped.");
    }
  },
};

for (const [door, go] of Object.entries(slow))
  test(`one by one ends no list either: ${door}`, async () => {
    test.setTimeout(60_000);
    const made = await people(21);
    await expect(go(made.helper, made)).rejects.toMatchObject({ code: "forbidden" });
    const other = await people(21);
    await expect(go(other.stale, other)).rejects.toMatchObject({
      code: expect.stringMatching(/reauthenticate|forbidden/),
    });
    for (const { workspaceId, emails } of [made, other])
      expect(await untouched(workspaceId, emails), door).toBeGreaterThan(0);
  });

/** Contacts who still have their address and get mail. */
const untouched = async (workspaceId: string, emails: string[]) => {
  const [row] = await ownerSql()<{ n: number }[]>`
    select count(*)::int as n from contacts c where workspace_id = ${workspaceId} and email = any (${emails}) and restricted_at is null
      and not exists (select from suppressions s where s.workspace_id = c.workspace_id and s.email_hash = c.email_hash and s.lifted_at is null)`;
  return row?.n ?? 0;
};

test("a person's own proved wish takes nothing of the few", async () => {
  const { helper, ids, workspaceId } = await people(22);
  for (const contactId of ids) {
    const { requestId } = await makeRequest(workspaceId, contactId, { kind: "object" });
    await fulfilRequest(helper, { requestId });
  }
});

test("an admin with a fresh proof goes on, and owners are told", async () => {
  const { admin, user, ids } = await people(21);
  for (const contactId of ids)
    await endSubscription(admin, { contactId, newsletterId: "all", how: "By phone." });
  expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual([
    "21 contacts were unsubscribed",
  ]);
});

test("a program that unsubscribes a list is told to the owners", async () => {
  const { owner, user, ids, workspaceId } = await people(21);
  const key: ApiKey = {
    kind: "apiKey",
    keyId: await makeKey(owner),
    workspaceId,
    scopes: ["newsletters:write"],
    environment: "live",
    madeBy: owner.userId,
    origin: owner.origin,
  };
  for (const contactId of ids)
    await endSubscription(key, { contactId, newsletterId: "all", how: "By phone." });
  expect(await mailsTo(user.email)).toHaveLength(1);
});

test("an admin's own file of opt-outs stops before it ends a list", async () => {
  const { admin, stale, user, emails, newsletterId, workspaceId } = await people(30);
  for (const who of [stale, admin]) {
    const importId = await bringStops(who, newsletterId, `Email\n${emails.join("\n")}\n`);
    expect(await getImport(admin, { importId })).toMatchObject({ state: "failed", stopped: 0 });
    await expect(resumeImport(stale, { importId })).rejects.toMatchObject({ code: "reauthenticate" });
    expect(await left(workspaceId)).toBe(30);
  }
  expect(await mailsTo(user.email)).toEqual([]);
});

test("rolling back an import of known people takes a list away", async () => {
  const { owner, helper, ids, workspaceId } = await people(25);
  const importId = await imported(owner, 25);
  expect(await getImport(owner, { importId })).toMatchObject({ added: 0, subscribed: 25 });
  await expect(rollBackImport(helper, { importId })).rejects.toMatchObject({ code: "forbidden" });
  const on = async () => {
    const [row] = await ownerSql()<{ n: number }[]>`
      select count(*)::int as n from subscriptions where workspace_id = ${workspaceId} and import_id = ${importId}`;
    return row?.n;
  };
  expect([await on(), ids.length]).toEqual([25, 25]);
  const { stale, admin } = { stale: { ...owner, authTime: new Date(0) }, admin: owner };
  await ownerSql()`update imports set finished_at = finished_at - interval '2 hours' where id = ${importId}`;
  await expect(rollBackImport(stale, { importId })).rejects.toMatchObject({ code: "reauthenticate" });
  const { waits } = await rollBackImport(admin, { importId });
  await ownerSql()`update bulk_actions set starts_at = now() where id = ${waits ?? ""}`;
  await runJob(bulkRun, { workspaceId, actionId: waits ?? "" });
  expect(await getBulkAction(admin, { actionId: waits ?? "" })).toMatchObject({ counts: { changed: 25 } });
  expect(await on()).toBe(0);
  expect(await left(workspaceId)).toBe(25);
});

test("an old import that was resumed and cancelled was not just brought", async () => {
  const { helper, workspaceId } = await people(0, false);
  const importId = await imported(helper, 30);
  await asOwner(
    (tx) =>
      tx`update contacts set created_at = created_at - interval '2 days' where workspace_id = ${workspaceId}`,
  );
  await ownerSql()`update imports set state = 'cancelled', finished_at = null, moved_at = now() where id = ${importId}`;
  await expect(rollBackImport(helper, { importId })).rejects.toMatchObject({ code: "forbidden" });
  expect(await left(workspaceId)).toBe(30);
});

test("a change that takes people away uncounted is refused at the commit", async () => {
  const { helper, ids, newsletterId, workspaceId } = await people(2);
  const [contactId = ""] = ids;
  const wishes = {
    deletes: sql`delete from contacts where id = ${contactId}`,
    corrects: sql`update contacts set email = 'x@nobody.example', email_hash = '\\x01' where id = ${contactId}`,
    holds: sql`update contacts set restricted_at = now() where id = ${contactId}`,
    suppresses: sql`insert into suppressions (id, workspace_id, email_hash, reason, source)
      select new_id(), workspace_id, email_hash, 'manual', 'manual' from contacts where id = ${contactId}`,
    leaves: sql`update subscriptions set unsubscribed_at = now() where newsletter_id = ${newsletterId}`,
    ends: sql`delete from subscriptions where newsletter_id = ${newsletterId}`,
  };
  for (const [does, statement] of Object.entries(wishes)) {
    const change = command({
      name: "contact.update",
      allow: workspaceMember,
      input: z.object({}),
      async run({ tx }) {
        await tx.execute(statement);
        return { result: undefined, audit: {} };
      },
    });
    await expect(change(helper, {}), does).rejects.toThrow("not counted");
  }
  expect(await left(workspaceId)).toBe(2);
});

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
  const { helper, admin, user, workspaceId } = await people(30);
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const importId = await bringStops(helper, newsletterId, file(30));
  expect(await getImport(admin, { importId })).toMatchObject({ state: "failed", stopped: 0 });
  expect(await left(workspaceId)).toBe(30);
  await expect(resumeImport(helper, { importId })).rejects.toMatchObject({ code: "forbidden" });
  // The job that a worker has done by now.
  await ownerSql()`delete from pgboss.job where name = 'import-run' and data->>'importId' = ${importId}`;
  await resumeImport(admin, { importId });
  expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual([
    "30 contacts are about to be suppressed",
  ]);
  const [waits] = await ownerSql()<{ early: boolean }[]>`
    select start_after < now() + interval '10 minutes' as early from pgboss.job
    where name = 'import-run' and data->>'importId' = ${importId} and state = 'created'`;
  expect(waits).toEqual({ early: false });
  await ownerSql()`update imports set list_from = now() where id = ${importId}`;
  await runJob(importRun, { workspaceId, importId });
  expect(await left(workspaceId)).toBe(0);
  const strangers = await bringStops(helper, newsletterId, file(30).replaceAll("@fair", "@other"));
  expect(await getImport(admin, { importId: strangers })).toMatchObject({ state: "finished", stopped: 30 });
});
