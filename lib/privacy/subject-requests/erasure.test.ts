import { expect, test } from "@playwright/test";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact } from "#lib/audience/contacts/create.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { handOver } from "#lib/audience/contacts/hand-over.ts";
import { updateContact } from "#lib/audience/contacts/update.ts";
import { makeImport } from "#lib/audience/imports/contract.cases.ts";
import { previewImport } from "#lib/audience/imports/preview-import.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { sendSubscribeForm } from "#lib/audience/subscribe-forms/send.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import { exportAuditLog } from "#lib/audit/exports/job.ts";
import { exportLog } from "#lib/audit/exports/start.ts";
import { sweepExports } from "#lib/audit/exports/sweep.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { exportStore } from "#lib/files/store.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  jobActor,
  makeCampaign,
  makeDelivery,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { askRequest } from "./ask.ts";
import { createRequest } from "./create.ts";
import { fulfilRequest } from "./fulfil.ts";
import { issueRequestMail } from "./issue-mail.ts";
import { openBundle } from "./open-bundle.ts";
import { recordAnswerMailed } from "./record-mailed.ts";

/** Runs an import of one file as its page suggests it. */
async function importOf(text: string) {
  const made = await makeImport(text);
  await made.receive();
  const { mapping, hasHeader, delimiter, format } = await previewImport(made.actor, made.importId);
  await startImport(made.actor, {
    importId: made.importId,
    mapping: mapping as never,
    hasHeader,
    delimiter: delimiter ?? ",",
    format,
  });
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  return made;
}

/** A person with everything: imported, signed up, mailed, bounced, gone, tagged, handed over, requested. */
async function makePersonWithEverything() {
  const mark = uniqueEmail("canary").split(/[.@]/)[1] ?? "";
  const email = `canary.${mark}@example.com`;
  const surname = `Quill${mark}`;
  const file = [
    "Email,First name,Last name,Country,Source page",
    `${email},Zoë,${surname},IE,https://shop.example/${mark}`,
    `${email.toUpperCase()},Zoë,${surname},IE,again`,
    `<${email}> x,Zoë,${surname},IE,broken`,
  ].join("\n");
  const { actor, workspaceId, newsletterId } = await importOf(file);
  const [contact] =
    await ownerSql()`select id from contacts where workspace_id = ${workspaceId} and email = ${email}`;
  const contactId = String(contact?.id);
  const visitor = anonymous();
  const ip = "198.51.100.231";
  await sendSubscribeForm(
    { ...visitor, origin: { ...visitor.origin, ip, userAgent: `Reader ${mark}` } },
    { newsletterId, email, form: "hosted", wording: "Send it to me.", locale: "en" },
  );
  await updateContact(actor, { contactId, firstName: "Zoë", lastName: surname, country: "Ireland" });
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const { id: deliveryId } = await makeDelivery(workspaceId, campaignId, contactId, "failed");
  await asOwner(async (sql) => {
    await sql`update deliveries set reply = ${`550 5.1.1 <${email}>: unknown`} where id = ${deliveryId}`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, note)
      select new_id(), workspace_id, email_hash, email, 'bounced', 'smtp_reply', ${`550 5.1.1 <${email}>: unknown`}
      from contacts where id = ${contactId}`;
    await sql`insert into leaving_reasons (workspace_id, delivery_id, contact_id, campaign_id, reason, words)
      values (${workspaceId}, ${deliveryId}, ${contactId}, ${campaignId}, 'other', ${`I am ${surname}.`})`;
    await sql`insert into consents (id, workspace_id, contact_id, kind, basis, source, wording, evidence, actor_kind, ip, user_agent)
      values (new_id(), ${workspaceId}, ${contactId}, 'grant', 'express', 'form', ${`${email} asked.`},
        ${sql.json({ form: "hosted", signedUpIp: ip, surname })}, 'anonymous', ${ip}, ${`Reader ${mark}`})`;
    const [field] =
      await sql`insert into contact_fields (workspace_id, id, name, kind) values (${workspaceId}, new_id(), 'Nickname', 'text') returning id`;
    await sql`insert into contact_values (workspace_id, field_id, contact_id, value) values (${workspaceId}, ${field?.id}, ${contactId}, ${surname})`;
    await sql`insert into segments (workspace_id, id, name, filters, created_by) values (${workspaceId}, new_id(), 'One person',
      ${sql.json({ search: email })}, ${actor.userId})`;
  });
  await handOver(actor, { contactId, format: "json" });
  const press = {
    ...anonymous(),
    kind: "subscriber",
    workspaceId,
    contactId,
    deliveryId,
    campaignId,
    newsletterId,
  } as const;
  await unsubscribe(press, { scope: "newsletter", source: "unsubscribe_page" });
  const { id: exportId } = await exportLog(actor, { format: "csv" });
  await runJob(exportAuditLog, { workspaceId, exportId });
  await endSubscription(actor, { contactId, newsletterId, how: `By phone, ${email} called.` });
  await askRequest(anonymous(), {
    workspaceId,
    email,
    kind: "access",
    words: `I am ${surname}.`,
    locale: "en",
  });
  const arrived = `By letter, signed ${surname}.`;
  const access = await createRequest(actor, { email, kind: "access", arrived });
  await fulfilRequest(actor, { requestId: access.id });
  const job = jobActor(workspaceId, "subject-request-mail");
  const issued = await issueRequestMail(job, { requestId: access.id, about: "answer" });
  await openBundle(anonymous(), { token: issued?.token ?? "", email });
  return { actor, workspaceId, newsletterId, contactId, email, surname, ip, mark, job };
}

/** Every place in the whole database where a text stands, by table: in text, in JSON, and in bytes. */
async function foundIn(texts: string[]): Promise<string[]> {
  const tables = await ownerSql()<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'`;
  expect(tables.length).toBeGreaterThan(40);
  const found: string[] = [];
  for (const { schema, name } of tables)
    for (const text of texts) {
      const hex = Buffer.from(text).toString("hex");
      const [row] =
        await ownerSql()`select count(*)::int as n from ${ownerSql()(schema)}.${ownerSql()(name)} t
        where position(${text.toLowerCase()} in lower(t::text)) > 0 or position(${hex} in t::text) > 0`;
      if (row?.n > 0) found.push(`${text} in ${schema}.${name}`);
    }
  return found;
}

test("after an erasure the person is in no table", { tag: ["@GD5", "@GD4"] }, async () => {
  test.slow();
  const person = await makePersonWithEverything();
  const { actor, workspaceId, email, surname, mark, job } = person;
  const canaries = [email, surname, mark];
  expect((await foundIn([email])).length).toBeGreaterThan(5);

  const arrived = `By phone, ${surname} called.`;
  const { id } = await createRequest(actor, { email, kind: "erase", arrived });
  await fulfilRequest(actor, { requestId: id, typed: "erase" });
  // Only the mail that tells them still needs the address.
  expect(await foundIn(canaries)).toEqual([
    `${email} in public.subject_requests`,
    `${mark} in public.subject_requests`,
  ]);
  expect(await issueRequestMail(job, { requestId: id, about: "answer" })).toMatchObject({ email });
  await recordAnswerMailed(job, { requestId: id });
  expect(await foundIn(canaries)).toEqual([]);

  await runJob(sweepExports, {});
  const files: string[] = [];
  for await (const key of exportStore().list(`audit/exports/${workspaceId}/`)) files.push(key);
  expect(files).toEqual([]);

  const networks = await ownerSql()`select k.ip, k.user_agent, k.evidence from consents k
    where k.workspace_id = ${workspaceId} and k.contact_id = ${person.contactId}`;
  expect(networks.length).toBeGreaterThan(1);
  expect(networks.filter((row) => row.ip !== null || row.user_agent !== null)).toEqual([]);
  expect(networks.map(({ evidence }) => evidence)).toContainEqual({ form: "hosted" });
  expect(
    await ownerSql()`select kind, outcome from subject_requests where workspace_id = ${workspaceId} order by id`,
  ).toEqual([
    { kind: "access", outcome: "withdrawn" },
    { kind: "access", outcome: "fulfilled" },
    { kind: "erase", outcome: "fulfilled" },
  ]);
  expect((await auditOf(workspaceId)).map(({ action }) => action)).toContain("audit_log.forget");
  const steps = (await auditOf(workspaceId)).filter(({ target }) => target === id);
  expect(steps.map(({ action }) => action)).toEqual([
    "subject_request.create",
    "subject_request.fulfil",
    "subject_request.issue_mail",
    "subject_request.record_mailed",
  ]);
});

test("an erased address stays off, by a hash under the workspace's key", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, newsletterId, email } = await makePersonWithEverything();
  const { id } = await createRequest(actor, { email, kind: "erase", arrived: "In person, at the counter." });
  await fulfilRequest(actor, { requestId: id, typed: "erase" });
  const stops =
    await ownerSql()`select reason, email, note from suppressions where workspace_id = ${workspaceId} and newsletter_id is null`;
  expect(stops.length).toBeGreaterThan(0);
  expect(stops.filter((stop) => stop.email !== null)).toEqual([]);
  await again(actor, newsletterId, email);
  const [refused] =
    await ownerSql()`select count(*)::int as n from subscriptions s join contacts p on p.id = s.contact_id
    where p.workspace_id = ${workspaceId} and p.email = ${email} and s.confirmed_at is not null
      and not exists (select from suppressions x where x.workspace_id = p.workspace_id and x.email_hash = p.email_hash and x.lifted_at is null)`;
  expect(refused?.n).toBe(0);
});

/** Adds the address again, as a careless member would. */
const again = (actor: Member, newsletterId: string, email: string) =>
  createContact(actor, { email, newsletterId, basis: "express", wording: "Imported again by mistake." });

test("an earlier address of an erased contact is gone too", { tag: "@GD5" }, async () => {
  const { actor, contactId, email } = await makePersonWithEverything();
  const right = uniqueEmail("right");
  await correctAddress(actor, { contactId, email: right, why: "Spelt by phone." });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await foundIn([right, email])).toEqual([]);
});

test("a consent changes only by losing an erased person", { tag: "@GD1" }, async () => {
  const { contactId, actor } = await makePersonWithEverything();
  const change = () => asOwner((sql) => sql`update consents set ip = null where contact_id = ${contactId}`);
  await expect(change()).rejects.toThrow(/append-only/);
  await deleteContact(actor, { contactId, typed: "erase" });
  await change();
  for (const gain of [
    "ip = '192.0.2.1'",
    "basis = 'implied_purchase'",
    "wording = 'Other'",
    `evidence = '{"a":1}'`,
  ])
    await expect(
      asOwner((sql) => sql.unsafe(`update consents set ${gain} where contact_id = '${contactId}'`)),
    ).rejects.toThrow(/append-only/);
});
