import { Readable } from "node:stream";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { getContact } from "#lib/audience/contacts/get.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { api } from "#lib/routes.ts";
import { asOwner, auditOf, makeContacts, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { withdrawals } from "#testing/withdrawals.ts";
import { cancelImport } from "./cancel.ts";
import { importInto, makeImport, plainCsv } from "./contract.cases.ts";
import { createImport } from "./create.ts";
import { storeFile } from "./file.ts";
import { getImport } from "./get.ts";
import { previewImport } from "./preview-import.ts";
import { receiveImport } from "./receive.ts";
import { listRefusals } from "./refusals.ts";
import { reopenImport } from "./reopen.ts";
import { resumeImport } from "./resume.ts";
import { rollBackImport } from "./roll-back.ts";
import { importRun, markRunning } from "./run.ts";
import { startImport } from "./start.ts";
import { sweepImports } from "./sweep.ts";
import { uploadPath, uploadToken } from "./upload-link.ts";

const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `reader${from + n}@example.com,Reader ${from + n}`).join("\n");

async function run(
  made: Awaited<ReturnType<typeof importInto>> & {
    actor: Parameters<typeof startImport>[0] & { workspaceId: string };
  },
  mapping: Record<string, number> = { email: 0, firstName: 1 },
) {
  await made.receive();
  await startImport(made.actor, { importId: made.importId, ...plainCsv, mapping: mapping as never });
  await runJob(importRun, { workspaceId: made.actor.workspaceId, importId: made.importId });
  return getImport(made.actor, { importId: made.importId });
}

test("an import adds contacts with the attestation as consent proof", {
  tag: ["@DO7", "@GD1"],
}, async () => {
  const made = await makeImport(`Email,Name\n${people(120)}\n`);
  const done = await run(made);
  expect(done).toMatchObject({
    state: "finished",
    added: 120,
    known: 0,
    suppressed: 0,
    refused: 0,
    fileName: "people.csv",
  });

  const { rows } = await listContacts(made.actor, { search: "reader7@" });
  const contact = await getContact(made.actor, { contactId: rows[0]?.id ?? "" });
  expect(contact).toMatchObject({ firstName: "Reader 7", source: "import", importFile: "people.csv" });
  expect(contact.consents).toMatchObject([
    { kind: "grant", basis: "express", source: "import", wording: done.consentSource },
  ]);
  expect(contact.subscriptions).toMatchObject([{ newsletterId: made.newsletterId, unsubscribedAt: null }]);
  expect((await auditOf(made.workspaceId)).map((entry) => entry.action)).toEqual([
    "import.create",
    "import.receive",
    "import.start",
    "import.batch",
    "import.finish",
  ]);
  const [chunks] =
    await ownerSql()`select count(*)::int as n from import_chunks where import_id = ${made.importId}`;
  expect(chunks?.n).toBe(0);
});

for (const role of ["member", "admin"] as const)
  test(`a right withdrawn stops an import of a ${role}, and others resume`, async () => {
    for (const [way, { words, withdraw }] of Object.entries(withdrawals)) {
      const { actor: owner, workspaceId } = await makeMember();
      const { actor: helper } = await makeMember({ workspaceId, role });
      const { id: newsletterId } = await makeNewsletter(workspaceId);
      const made = await importInto(helper, newsletterId, `Email,Name\n${people(20)}\n`);
      await made.receive();
      const { importId } = made;
      await startImport(helper, { importId, ...plainCsv, mapping: { email: 0, firstName: 1 } });
      await withdraw(helper);
      await runJob(importRun, { workspaceId, importId });
      expect(await getImport(owner, { importId }), way).toMatchObject({
        state: "failed",
        added: 0,
        failure: `The person who asked for this ${words}. It stopped.`,
      });
      if (!way.includes("factor")) {
        await resumeImport(owner, { importId });
        await runJob(importRun, { workspaceId, importId });
        expect(await getImport(owner, { importId }), way).toMatchObject({ state: "finished", added: 20 });
      }
    }
  });

test("every refused row is reported with its line and reason", async () => {
  const text = [
    "Email,Name",
    "ada@example.com,Ada",
    "not an address,Bob",
    "ADA@example.com,Again",
    "=cmd|' /C calc'!A0,Eve",
    "eve@b@c.example,X",
    ",Nobody",
  ].join("\r\n");
  const made = await makeImport(text);
  expect(await run(made)).toMatchObject({ state: "finished", added: 1, refused: 5 });
  const { rows } = await listRefusals(made.actor, { importId: made.importId });
  expect(rows.map((row) => row.line)).toEqual([3, 4, 5, 6, 7]);
  expect(rows[1]?.message).toContain("line 2");
});

test("an import resubscribes no suppressed or unsubscribed address", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [left, bounced, reader] = await makeContacts(workspaceId, 3, newsletterId);
  await asOwner(async (sql) => {
    await sql`update subscriptions set unsubscribed_at = now() where contact_id = ${left?.id ?? ""}`;
    await sql`insert into suppressions (id, workspace_id, email_hash, reason, source, newsletter_id)
      values (${uuidv7()}, ${workspaceId}, ${left?.emailHash ?? ""}, 'unsubscribed', 'one_click', ${newsletterId}),
        (${uuidv7()}, ${workspaceId}, ${bounced?.emailHash ?? ""}, 'bounced', 'smtp_reply', null)`;
    await sql`delete from contacts where id = ${bounced?.id ?? ""}`;
  });
  const made = await importInto(
    actor,
    newsletterId,
    `Email,Name\n${left?.email},L\n${bounced?.email},B\n${reader?.email},R\n${people(1)}\n`,
  );
  expect(await run({ ...made, actor })).toMatchObject({ added: 1, known: 1, suppressed: 2, refused: 0 });

  const { rows } = await listRefusals(actor, { importId: made.importId });
  expect(rows.map((row) => row.reason)).toEqual(["suppressed", "suppressed"]);
  expect(rows[0]?.message).toBe("This person unsubscribed. An import does not bring them back.");
  const [subscription] =
    await ownerSql()`select unsubscribed_at from subscriptions where contact_id = ${left?.id ?? ""}`;
  expect(subscription?.unsubscribed_at).not.toBeNull();
  expect((await listContacts(actor, { search: bounced?.email ?? "" })).rows).toEqual([]);
});

test("a killed import resumes at its last line without double counting", async () => {
  const made = await makeImport(`Email,Name\n${people(70_000)}\n`);
  await made.receive();
  await startImport(made.actor, { importId: made.importId, ...plainCsv });
  const killed = new AbortController();
  const data = { workspaceId: made.workspaceId, importId: made.importId };
  const first = runJob(importRun, data, undefined, killed.signal);
  while ((await getImport(made.actor, { importId: made.importId })).added === 0)
    await new Promise(setImmediate);
  killed.abort(new Error("killed"));
  await expect(first).rejects.toThrow("killed");
  const half = await getImport(made.actor, { importId: made.importId });
  expect(half.state).toBe("running");
  expect(half.added).toBeLessThan(70_000);

  await runJob(importRun, data);
  expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({
    state: "finished",
    added: 70_000,
    known: 0,
    refused: 0,
  });
});

test("two workers on one import write each row once", async () => {
  const made = await makeImport(`Email,Name\n${people(45_000)}\n`);
  await made.receive();
  await startImport(made.actor, { importId: made.importId, ...plainCsv });
  const data = { workspaceId: made.workspaceId, importId: made.importId };
  await Promise.allSettled([runJob(importRun, data), runJob(importRun, data)]);
  await runJob(importRun, data);
  expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({
    state: "finished",
    added: 45_000,
    known: 0,
  });
});

test("a cancelled import resumes, or rolls back without mailed contacts", async () => {
  const made = await makeImport(`Email,Name\n${people(3)}\n`);
  await made.receive();
  await startImport(made.actor, { importId: made.importId, ...plainCsv });
  await markRunning(made.job, made.importId);
  await cancelImport(made.actor, { importId: made.importId });
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({
    state: "cancelled",
    added: 0,
  });

  await resumeImport(made.actor, { importId: made.importId });
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({
    state: "finished",
    added: 3,
  });

  const { rows } = await listContacts(made.actor, {});
  await asOwner(async (sql) => {
    const campaign = uuidv7();
    await sql`insert into campaigns (id, workspace_id, name, created_by) values (${campaign}, ${made.workspaceId}, 'x', ${uuidv7()})`;
    await sql`insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash)
      values (${campaign}, ${rows[0]?.id ?? ""}, ${uuidv7()}, ${made.workspaceId}, 'x@example.com', '\\x00')`;
  });
  expect(await rollBackImport(made.actor, { importId: made.importId })).toEqual({
    contacts: 2,
    subscriptions: 2,
    suppressions: 0,
    kept: 0,
  });
  expect((await listContacts(made.actor, {})).rows.map((row) => row.id)).toEqual([rows[0]?.id]);
  await expect(rollBackImport(made.actor, { importId: made.importId })).rejects.toMatchObject({
    code: "notFound",
  });
});

test("a file without a list is refused, and starting twice starts once", async () => {
  const made = await makeImport("PK\u0003\u0004 this is a spreadsheet");
  await made.receive();
  await expect(previewImport(made.actor, made.importId)).rejects.toMatchObject({ name: "ImportRefused" });
  await startImport(made.actor, { importId: made.importId, ...plainCsv });
  await expect(startImport(made.actor, { importId: made.importId, ...plainCsv })).rejects.toMatchObject({
    code: "conflict",
  });
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  const failed = await getImport(made.actor, { importId: made.importId });
  expect(failed.state).toBe("failed");
  expect(failed.failure).toMatch(/ZIP archive/);
});

test("an import needs the member's word, and a newsletter of their own", async () => {
  const { actor } = await makeMember();
  const { workspaceId: elsewhere } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(elsewhere);
  const answers = { newsletterId, basis: "express", consentSource: "At the fair in Turin." } as const;
  await expect(createImport(actor, answers as never)).rejects.toMatchObject({
    fields: { attested: expect.stringContaining("your word") },
  });
  await expect(createImport(actor, { ...answers, attested: "on" })).rejects.toMatchObject({
    code: "notFound",
  });
});

test("a wrong file can be withdrawn before the import starts", async () => {
  const { actor, importId, receive } = await makeImport("not what I meant");
  await receive();
  await reopenImport(actor, { importId });
  expect(await getImport(actor, { importId })).toMatchObject({
    state: "receiving",
    fileName: "",
    fileBytes: 0,
  });
  expect(await chunksOf(importId)).toBe(0);
  await receive();
  await cancelImport(actor, { importId });
  expect(await chunksOf(importId)).toBe(0);
  await expect(reopenImport(actor, { importId })).rejects.toMatchObject({ code: "notFound" });
});

const chunksOf = async (importId: string) =>
  (await ownerSql()`select 1 from import_chunks where import_id = ${importId}`).length;

test("twenty imports may wait, and a week's idle file is dropped", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const made = await importInto(actor, newsletterId, "Email\nada@example.com\n");
  await made.receive();
  for (let n = 1; n < 20; n++) await importInto(actor, newsletterId, "");
  await expect(importInto(actor, newsletterId, "")).rejects.toMatchObject({ code: "conflict" });

  await ownerSql()`update imports set moved_at = now() - interval '8 days' where id = ${made.importId}`;
  await runJob(sweepImports, {});
  expect(await getImport(actor, { importId: made.importId })).toMatchObject({ state: "cancelled" });
  const [chunks] =
    await ownerSql()`select count(*)::int as n from import_chunks where import_id = ${made.importId}`;
  expect(chunks?.n).toBe(0);
});

test.describe("the upload", () => {
  const host = { ip: "203.0.113.9", requestId: "test-upload" };

  function form(token: string, text: string, name = "../../people.csv") {
    const data = new FormData();
    data.set("token", token);
    data.set("file", new Blob([text]), name);
    return data;
  }

  const post = async (
    made: Awaited<ReturnType<typeof makeImport>>,
    body: BodyInit,
    headers: Record<string, string> = {},
  ) =>
    api(
      new Request(`http://localhost${await uploadPath(made.actor, made.importId)}`, {
        method: "POST",
        body,
        headers,
        duplex: "half",
      } as RequestInit),
      host,
    );

  test("takes one file for one import, then the link is used up", async () => {
    const made = await makeImport();
    const token = await uploadToken(made.actor, made.importId);
    const answer = await post(made, form(token, "Email\nada@example.com\n"));
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/contacts/imports/${made.importId}`,
    ]);
    expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({
      state: "received",
      fileName: "people.csv",
      fileBytes: 22,
    });
    expect((await previewImport(made.actor, made.importId)).rows).toMatchObject([
      { cells: ["ada@example.com"], refused: null },
    ]);
    expect((await post(made, form(token, "Email\n"))).status).toBe(404);
    const again = await post(made, form(token, "Email\n"), { accept: "text/html,*/*" });
    expect([again.status, again.headers.get("location")]).toEqual([
      303,
      `/contacts/imports/${made.importId}`,
    ]);
  });

  test("an upload form ends when its import is opened again", async () => {
    const made = await makeImport();
    const old = await uploadToken(made.actor, made.importId);
    expect((await post(made, form(old, "Email\nada@example.com\n"))).status).toBe(303);
    await reopenImport(made.actor, { importId: made.importId });
    expect((await post(made, form(old, "Email\neve@example.com\n"))).status).toBe(404);
    expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({ state: "receiving" });

    const fresh = await uploadToken(made.actor, made.importId);
    expect((await post(made, form(fresh, "Email\nada@example.com\n"))).status).toBe(303);
  });

  test("the entry of an upload names its member and address", async () => {
    const made = await makeImport();
    const token = await uploadToken(made.actor, made.importId);
    expect((await post(made, form(token, "Email\nada@example.com\n"))).status).toBe(303);
    const [entry] = await ownerSql()`select actor_kind, user_id, ip_bucket from audit_events
      where workspace_id = ${made.workspaceId} and action = 'import.receive' and result = 'done'`;
    expect(entry).toMatchObject({ actor_kind: "member", user_id: made.actor.userId });
    expect(entry?.ip_bucket).not.toBeNull();
  });

  const losses: Record<string, (made: Awaited<ReturnType<typeof makeImport>>) => Promise<unknown>> = {
    "a lost membership": ({ actor }) =>
      asOwner((sql) => sql`delete from memberships where user_id = ${actor.userId}`),
    "a lowered role": ({ actor }) =>
      asOwner((sql) => sql`update memberships set role = 'viewer' where user_id = ${actor.userId}`),
    "an ended session": ({ actor }) =>
      asOwner((sql) => sql`update sessions set absolute_expires_at = now() where id = ${actor.sessionId}`),
    "a disabled user": ({ actor }) =>
      asOwner((sql) => sql`update users set disabled_at = now() where id = ${actor.userId}`),
  };
  for (const [loss, lose] of Object.entries(losses))
    test(`${loss} ends the holder's upload forms`, async () => {
      const made = await makeImport();
      const token = await uploadToken(made.actor, made.importId);
      await lose(made);
      expect((await post(made, form(token, "Email\neve@example.com\n"))).status).toBe(404);
      expect(await stateOf(made.importId)).toEqual({ state: "receiving", chunks: 0 });
    });

  test("a right that ends during an upload leaves nothing received", async () => {
    const made = await makeImport();
    const token = await uploadToken(made.actor, made.importId);
    const boundary = "----long";
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
    async function* slowly() {
      yield Buffer.from(head);
      yield Buffer.alloc(2 * 1024 * 1024, "a");
      await expect.poll(async () => (await stateOf(made.importId)).chunks).toBeGreaterThan(0);
      await asOwner((sql) => sql`delete from memberships where user_id = ${made.actor.userId}`);
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const body = Readable.toWeb(Readable.from(slowly())) as BodyInit;
    const answer = await post(made, body, { "content-type": `multipart/form-data; boundary=${boundary}` });
    expect(answer.status).toBe(403);
    expect(await stateOf(made.importId)).toEqual({ state: "receiving", chunks: 0 });
  });

  const stateOf = async (importId: string) => {
    const [row] = await ownerSql()<{ state: string; chunks: number }[]>`
      select state, (select count(*)::int from import_chunks where import_id = imports.id) as chunks from imports where id = ${importId}`;
    return { state: row?.state, chunks: row?.chunks ?? 0 };
  };

  test("an upload with a bad token, file or form is refused", async () => {
    const made = await makeImport();
    const token = await uploadToken(made.actor, made.importId);
    const flipped = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    expect((await post(made, form(flipped, "x"))).status).toBe(404);
    expect((await post(made, form("", "x"))).status).toBe(404);
    const empty = new FormData();
    empty.set("token", token);
    expect((await post(made, empty)).status).toBe(400);
    expect((await post(made, "Email\n", { "content-type": "text/csv" })).status).toBe(415);
    expect((await post(made, "Email\n", { "content-type": "multipart/form-data" })).status).toBe(400);
    expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({ state: "receiving" });
  });

  test("a broken connection leaves the form usable for another try", async () => {
    const made = await makeImport();
    const token = await uploadToken(made.actor, made.importId);
    const boundary = "----cut";
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
    const cut = Readable.toWeb(
      Readable.from([Buffer.from(head), Buffer.alloc(2 * 1024 * 1024, "a")]),
    ) as BodyInit;
    const answer = await post(made, cut, { "content-type": `multipart/form-data; boundary=${boundary}` });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await getImport(made.actor, { importId: made.importId })).toMatchObject({ state: "receiving" });
    expect((await post(made, form(token, "Email\nada@example.com\n"))).status).toBe(303);
    expect((await getImport(made.actor, { importId: made.importId })).fileBytes).toBe(22);
  });

  test("of two concurrent uploads the later one is kept whole", { tag: "@V15.4.1" }, async () => {
    const made = await makeImport();
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const megabyte = (letter: string) => Buffer.alloc(1024 * 1024, letter);
    async function* slow() {
      yield megabyte("a");
      yield megabyte("a");
      started.resolve();
      await later;
      for (let n = 0; n < 3; n++) yield megabyte("a");
    }
    const first = storeFile(made.job, made.importId, slow()).catch((error) => error);
    await started.promise;
    const fileBytes = await storeFile(
      made.job,
      made.importId,
      Readable.from([megabyte("b"), Buffer.from("b")]),
    );
    await receiveImport(made.job, { importId: made.importId, fileName: "b.csv", fileBytes });
    goOn();

    expect(await first).toMatchObject({ code: "conflict" });
    const rest = storeFile(made.job, made.importId, Readable.from([megabyte("c")]));
    await expect(rest).rejects.toMatchObject({ code: "conflict" });
    const chunks =
      await ownerSql()`select bytes from import_chunks where import_id = ${made.importId} order by position`;
    const stored = Buffer.concat(chunks.map(({ bytes }) => bytes));
    expect([stored.length, stored.every((byte) => byte === 98)]).toEqual([fileBytes, true]);
  });

  test("an import is not received while an upload still writes it", async () => {
    const made = await makeImport();
    async function* cut() {
      yield Buffer.alloc(1024 * 1024, "a");
      throw new Error("cut off");
    }
    await expect(storeFile(made.job, made.importId, cut())).rejects.toThrow("cut off");
    const half = receiveImport(made.job, {
      importId: made.importId,
      fileName: "a.csv",
      fileBytes: 1024 * 1024,
    });
    await expect(half).rejects.toMatchObject({ code: "notFound" });
  });
});
