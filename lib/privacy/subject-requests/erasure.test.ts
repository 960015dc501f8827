import { expect, test } from "@playwright/test";
import { erasures } from "#db/schema/erasures.ts";
import { confirmSubscription } from "#lib/audience/confirmations/confirm.ts";
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
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { exportStore } from "#lib/files/store.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  jobActor,
  makeCampaign,
  makeDelivery,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { askRequest } from "./ask.ts";
import { createRequest } from "./create.ts";
import { extendRequest } from "./extend.ts";
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
        ${sql.json({ form: "hosted", signedUpIp: ip, surname })}, 'anonymous', ${mark}, ${`Reader ${mark}`})`;
    const [field] =
      await sql`insert into contact_fields (workspace_id, id, name, kind) values (${workspaceId}, new_id(), 'Nickname', 'text') returning id`;
    await sql`insert into contact_values (workspace_id, field_id, contact_id, value, before_import)
      values (${workspaceId}, ${field?.id}, ${contactId}, ${surname}, ${`Once ${surname}`})`;
    await sql`insert into import_left_values (workspace_id, import_id, line, position, contact_id, column_name, message, value)
      values (${workspaceId}, new_id(), 2, 3, ${contactId}, 'BIRTHDAY', 'Not a date.', ${surname})`;
    await sql`update campaigns set segment_name = 'One person', segment_filters = ${sql.json({ search: email })} where id = ${campaignId}`;
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
  const plant = { actor, workspaceId, newsletterId, contactId, deliveryId, campaignId, email, surname, mark };
  return { ...plant, ip, job };
}

type Person = Awaited<ReturnType<typeof makePersonWithEverything>>;

/** Puts a person's address and name into every column that an erasure has to find, and corrects the address on the way. */
async function plantEverywhere(person: Person): Promise<string> {
  const { actor, workspaceId, newsletterId, contactId, deliveryId, campaignId, email, surname, mark } =
    person;
  const right = `right.${mark}@${mark}.example.com`;
  await correctAddress(actor, { contactId, email: right, why: "Spelt by phone." });
  await endSubscription(actor, { contactId, newsletterId, how: `By phone, ${right} called.` });
  const { id: again } = await makeCampaign(workspaceId, { newsletterId });
  await makeDelivery(workspaceId, again, contactId, "queued");
  const kept = await createRequest(actor, { email, kind: "rectify", arrived: `By letter from ${surname}.` });
  await extendRequest(actor, { requestId: kept.id, reason: `${surname} is spelt in two ways.` });
  await fulfilRequest(actor, { requestId: kept.id, note: `It is ${surname} now.` });
  await recordAnswerMailed(person.job, { requestId: kept.id, sent: true });
  const { id: exportId } = await exportLog(actor, { format: "ndjson" });
  await runJob(exportAuditLog, { workspaceId, exportId });
  const asked = (kind: string, state: string, input: object) =>
    asOwner(
      (
        sql,
      ) => sql`insert into bulk_actions (workspace_id, id, kind, input, state, total, created_by, starts_at, finished_at)
      values (${workspaceId}, new_id(), ${kind}, ${sql.json(input as never)}, ${state}, 1, ${actor.userId}, now(),
        ${state === "finished" ? new Date() : null})`,
    );
  await asked("suppress", "finished", { note: `Rang twice: ${right}.` });
  await asked("suppress", "waiting", { note: `Rang thrice: <${email}>`, newsletterId });
  await asOwner(async (sql) => {
    await sql`update contacts set first_name = ${mark}, country_written = ${mark}, postal_code = ${mark.slice(0, 20)}, time_zone = ${mark} where id = ${contactId}`;
    await sql`update confirmations set ip = ${mark}, user_agent = ${mark}, page = ${`https://shop.example/${mark}`}, wording = ${mark}
      where contact_id = ${contactId}`;
    await sql`update suppressions set lifted_at = now(), lifted_note = ${`${right} asked.`}
      where workspace_id = ${workspaceId} and email = ${right} and newsletter_id = ${newsletterId}`;
    await sql`insert into link_openings (workspace_id, id, delivery_id, contact_id, campaign_id, page, head, agent, visitor)
      values (${workspaceId}, new_id(), ${deliveryId}, ${contactId}, ${campaignId}, 'unsubscribe', false, ${mark}, '\\x01')`;
    await sql`insert into command_results (workspace_id, user_id, key, command, said, result)
      values (${workspaceId}, ${actor.userId}, replace(${actor.userId}::text, '-', ''), 'contact.create', sha256('planted'), ${sql.json({ email: right })})`;
    await sql`update audit_exports set filters = ${sql.json({ search: email })} where id = ${exportId}`;
    await sql`update subject_requests set ip = ${mark}, user_agent = ${mark} where workspace_id = ${workspaceId}`;
    for (const [line, value] of [`"Zo" <${right}>, x`, email.toUpperCase(), `mailto:${right}.`].entries())
      await sql`insert into import_refusals (workspace_id, import_id, line, reason, message, value)
        select workspace_id, id, ${9000 + line}, 'known', ${`Twice: ${email}`}, ${value} from imports where workspace_id = ${workspaceId} limit 1`;
    await sql`insert into pgboss.job (name, data) values ('confirmation-mail', ${sql.json({ workspaceId, address: right })})`;
    await sql`insert into pgboss.job (name, data, output, state) values ('confirmation-mail', ${sql.json({ workspaceId })},
      ${sql.json({ message: `550 5.1.1 <${email}>: unknown` })}, 'failed')`;
  });
  return right;
}

/** Every column in which a text stands, as table.column. */
async function columnsWith(texts: string[]): Promise<Set<string>> {
  const tables = await ownerSql()<{ name: string }[]>`select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace`;
  const found = new Set<string>();
  for (const { name } of tables)
    for (const text of texts) {
      const rows =
        await ownerSql()`select distinct v.key from ${ownerSql()(name)} t, jsonb_each_text(to_jsonb(t)) v
        where position(${text.toLowerCase()} in lower(t::text)) > 0 and position(${text.toLowerCase()} in lower(v.value)) > 0`;
      for (const { key } of rows) found.add(`${name}.${key}`);
    }
  return found;
}

/** Columns that hold a code of a few letters, which no address and no name fits into. */
const codes = [
  "confirmations.locale",
  "contacts.country",
  "contacts.language",
  "contacts.mail_frequency",
  "link_openings.page",
];

/** Text columns that an erasure empties, deletes or looks through, as db/schema/erasures.ts declares. */
async function erasable(): Promise<string[]> {
  const texts =
    await ownerSql()`select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'jsonb')`;
  const declared = Object.entries(erasures).flatMap(
    ([table, { deleted = "", emptied = "", searched = "" }]) =>
      `${deleted} ${emptied} ${searched}`.split(" ").map((name) => `${table}.${name}`),
  );
  return texts
    .map(({ name }) => String(name))
    .filter((name) => declared.includes(name) && !codes.includes(name));
}

/** Every file of the store that holds a text. */
async function filesWith(texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const key of exportStore().list("")) {
    if (await holds(key, texts)) found.push(key);
  }
  return found;
}

/** Whether a file holds a text, read piece by piece: other tests' exports are long. */
async function holds(key: string, texts: string[]): Promise<boolean> {
  const longest = Math.max(...texts.map((text) => text.length));
  let before = "";
  for await (const piece of await exportStore().get(key)) {
    const read = before + (piece as Buffer).toString("latin1").toLowerCase();
    if (texts.some((text) => read.includes(text.toLowerCase()))) return true;
    before = read.slice(-longest);
  }
  return false;
}

/** Every place in the whole database where a text stands, by table: in text, in JSON, and in bytes. */
async function foundIn(texts: string[]): Promise<string[]> {
  const tables = await ownerSql()<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and not starts_with(n.nspname, 'pg_')`;
  expect(tables.length).toBeGreaterThan(40);
  expect(tables.map(({ schema }) => schema)).toContain("pgboss");
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

test("after an erasure the person is in no table and no file", { tag: ["@GD5", "@GD4"] }, async () => {
  test.slow();
  const person = await makePersonWithEverything();
  const { actor, workspaceId, email, surname, mark, job } = person;
  const right = await plantEverywhere(person);
  const canaries = [email, right, surname, mark];
  const planted = await columnsWith(canaries);
  const missed = (await erasable()).filter((column) => !planted.has(column));
  expect(missed, "plant the person there, so that their erasure is seen to reach it").toEqual([]);
  expect((await filesWith(canaries)).length).toBeGreaterThan(0);

  const arrived = `By phone, ${surname} called.`;
  const { id } = await createRequest(actor, { email: right, kind: "erase", arrived });
  await fulfilRequest(actor, { requestId: id, typed: "erase" });
  // Only the mail that tells them still needs the address.
  expect(await foundIn(canaries)).toEqual([
    `${right} in public.subject_requests`,
    `${mark} in public.subject_requests`,
  ]);
  expect(await issueRequestMail(job, { requestId: id, about: "answer" })).toMatchObject({ email: right });
  await recordAnswerMailed(job, { requestId: id, sent: true });
  expect(await foundIn(canaries)).toEqual([]);

  const keys =
    await ownerSql()`select k.person_id from person_keys k where k.workspace_id = ${workspaceId} and k.person_id in (
    ${person.contactId}, (select encode(email_hash, 'hex')::uuid from subject_requests where id = ${id}))`;
  expect(keys, "the audit log's personal part opens no more").toEqual([]);
  await runJob(sweepExports, {});
  expect(await filesWith(canaries)).toEqual([]);

  const networks = await ownerSql()`select k.ip, k.user_agent, k.evidence from consents k
    where k.workspace_id = ${workspaceId} and k.contact_id = ${person.contactId}`;
  expect(networks.length).toBeGreaterThan(1);
  expect(networks.filter((row) => row.ip !== null || row.user_agent !== null)).toEqual([]);
  expect(networks.map(({ evidence }) => evidence)).toContainEqual({ form: "hosted" });
  expect(
    await ownerSql()`select kind, outcome from subject_requests where workspace_id = ${workspaceId} order by id`,
  ).toEqual([
    { kind: "access", outcome: "erased" },
    { kind: "access", outcome: "fulfilled" },
    { kind: "rectify", outcome: "fulfilled" },
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

test("rows of a file are found by hash, older ones as text", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, contactId, email } = await makePersonWithEverything();
  const rows = () => ownerSql()`select value, email_hash is not null as hashed from import_refusals
    where workspace_id = ${workspaceId} order by line`;
  expect((await rows()).map(({ hashed }) => hashed)).toEqual([true, true]);
  await asOwner(
    (sql) => sql`update import_refusals set email_hash = null, value = ${`"Zoë" <${email}>`}
    where workspace_id = ${workspaceId} and line = (select max(line) from import_refusals where workspace_id = ${workspaceId})`,
  );
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await rows()).toEqual([1, 2].map(() => ({ value: "[erased]", hashed: false })));
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

test("an erased person comes back by their own confirmed signup alone", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, email } = await makePersonWithEverything();
  const { id } = await createRequest(actor, { email, kind: "erase", arrived: "In person, at the counter." });
  await fulfilRequest(actor, { requestId: id, typed: "erase" });
  const blocked = () => ownerSql()`select reason from suppressions
    where workspace_id = ${workspaceId} and newsletter_id is null and lifted_at is null`;
  expect(await blocked()).toEqual([{ reason: "unsubscribed" }]);
  // A newsletter asks a mailbox once in ten minutes, and the person signed up to the first one just now.
  const { id: other } = await makeNewsletter(workspaceId);
  const visitor = anonymous();
  await sendSubscribeForm(
    { ...visitor, origin: { ...visitor.origin, ip: "198.51.100.217" } },
    {
      newsletterId: other,
      email,
      form: "hosted",
      wording: "Send it.",
      locale: "en",
    },
  );
  expect(await blocked()).toHaveLength(1);
  const [asked] = await ownerSql()`select id from confirmations where newsletter_id = ${other}`;
  const token = signLink(await linkKey(), "confirm", { workspaceId, id: String(asked?.id) });
  await confirmSubscription(anonymous(), { token });
  expect(await blocked()).toEqual([]);
});

/** Adds the address again, as a careless member would. */
const again = (actor: Member, newsletterId: string, email: string) =>
  createContact(actor, { email, newsletterId, basis: "express", wording: "Imported again by mistake." });

test("erasing a contact by hand reaches as far as a request", { tag: "@GD5" }, async () => {
  test.slow();
  const person = await makePersonWithEverything();
  const right = await plantEverywhere(person);
  const { actor, contactId, email, surname, mark } = person;
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await foundIn([right, email, surname, mark])).toEqual([]);
});

test("an address corrected before hashes were kept is erased too", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, contactId } = await makePersonWithEverything();
  const mark = uniqueEmail("ancient").split("@")[0];
  const ancient = `${mark}@example.com`;
  await asOwner(async (sql) => {
    await sql`insert into former_addresses (workspace_id, id, contact_id, address) values (${workspaceId}, new_id(), ${contactId}, ${ancient})`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, note)
      values (new_id(), ${workspaceId}, '\\x00112233445566778899aabbccddeeff', ${ancient}, 'manual', 'manual', ${`Rang: ${ancient}`})`;
  });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await foundIn([ancient])).toEqual([]);
});

test("an earlier address that is another contact's stays theirs", { tag: "@GD5" }, async () => {
  const { actor, newsletterId, contactId, email } = await makePersonWithEverything();
  await correctAddress(actor, { contactId, email: uniqueEmail("right"), why: "Spelt by phone." });
  const other = await createContact(actor, {
    email,
    newsletterId,
    basis: "express",
    wording: "At the counter.",
  });
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await ownerSql()`select email from contacts where id = ${other.id}`).toEqual([{ email }]);
});

for (const [text, names] of [
  ["ann@example.com", true],
  ["Ann Lee <ANN@Example.com>", true],
  ['{"search":"ann@example.com"}', true],
  ["Call mailto:ann@example.com.", true],
  ["https://a.example/?to=ann@example.com&x=1", true],
  ["https://a.example/ann@example.com/", true],
  ["joann@example.com", false],
  ["jo.ann@example.com", false],
  ["ann@example.com.au", false],
  ["ann@sub.example.com", false],
  ["ann at example.com", false],
] as const)
  test(`an erasure ${names ? "finds" : "leaves"} ${text}`, async () => {
    const [row] = await ownerSql()`select names_address(${text}, ${["ann@example.com"]}) as found`;
    expect(row?.found).toBe(names);
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
