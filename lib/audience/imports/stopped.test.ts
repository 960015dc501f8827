import { expect, test } from "@playwright/test";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { importSuppressions } from "#lib/audience/suppressions/import.ts";
import { liftSuppression } from "#lib/audience/suppressions/lift.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { asOwner, makeMember, makeNewsletter, makeSending, ownerSql } from "#testing/factories.ts";
import { importInto, makeImport } from "./contract.cases.ts";
import { createSuppressionList } from "./create-suppression-list.ts";
import { listFate } from "./fates.ts";
import { storeFile } from "./file.ts";
import { getImport } from "./get.ts";
import { previewImport } from "./preview-import.ts";
import { ndjsonMapping } from "./reader/ndjson.ts";
import { workbook } from "./reader/xlsx/xlsx.fixture.ts";
import { receiveImport } from "./receive.ts";
import { rollBackImport } from "./roll-back.ts";
import { importRun } from "./run.ts";
import { startImport } from "./start.ts";

type Made = Awaited<ReturnType<typeof importInto>> & { actor: Member };

/** Starts an import as its page suggests it, and runs it. */
async function run(made: Made, change: Record<string, unknown> = {}) {
  await made.receive();
  const { mapping, hasHeader, delimiter, format } = await previewImport(made.actor, made.importId);
  await startImport(made.actor, {
    importId: made.importId,
    mapping: { ...mapping, ...(change.mapping as object) } as never,
    hasHeader,
    delimiter: delimiter ?? ",",
    format,
    ...Object.fromEntries(Object.entries(change).filter(([key]) => key !== "mapping")),
  });
  await runJob(importRun, { workspaceId: made.actor.workspaceId, importId: made.importId });
  return getImport(made.actor, { importId: made.importId });
}

const suppressionsOf = (workspaceId: string) =>
  ownerSql()`select email, reason, source, since::text, note, newsletter_id, lifted_at is null as active from suppressions
    where workspace_id = ${workspaceId} order by email, active`;
const subscribersOf = async (workspaceId: string) =>
  (
    await ownerSql()`select c.email from subscriptions s join contacts c on c.workspace_id = s.workspace_id and c.id = s.contact_id
      where s.workspace_id = ${workspaceId} and s.unsubscribed_at is null order by c.email`
  ).map(({ email }) => email);

const mixed = [
  "Email,Name,Status,Unsubscribed at",
  "reads@example.com,R,active,",
  "left@example.com,L,unsubscribed,2024-02-02 08:00:00",
  "dead@example.com,D,hard bounce,",
  "angry@example.com,A,spam complaint,",
  "waits@example.com,W,unconfirmed,",
].join("\n");

test("people who left, bounced or complained become suppressions, never subscribers", async () => {
  const made = await makeImport(mixed);
  expect(await run(made)).toMatchObject({
    state: "finished",
    added: 1,
    subscribed: 1,
    stopped: 3,
    leftOut: 1,
    refused: 0,
    suppressed: 0,
  });
  expect(await subscribersOf(made.workspaceId)).toEqual(["reads@example.com"]);
  expect(await suppressionsOf(made.workspaceId)).toMatchObject([
    { email: "angry@example.com", reason: "complained", source: "import", since: null, newsletter_id: null },
    { email: "dead@example.com", reason: "bounced", source: "import" },
    { email: "left@example.com", reason: "unsubscribed", source: "import", since: "2024-02-02" },
  ]);
  const [consents] =
    await ownerSql()`select count(*)::int as n from consents where workspace_id = ${made.workspaceId} and contact_id is not null`;
  expect(consents?.n).toBe(0);
});

test("importing a file again changes nothing", async () => {
  const made = await makeImport(mixed);
  await run(made);
  const before = await suppressionsOf(made.workspaceId);
  const again = await importInto(made.actor, made.newsletterId, mixed);
  expect(await run({ ...again, actor: made.actor })).toMatchObject({
    added: 0,
    subscribed: 0,
    known: 1,
    stopped: 0,
    suppressed: 3,
    leftOut: 1,
  });
  expect(await suppressionsOf(made.workspaceId)).toEqual(before);
});

test("an unexplained status stops the start, and an answer decides", async () => {
  const text = "email,status\nzed@example.com,zombie\nada@example.com,active\nbob@example.com,gold\n";
  const asked = await makeImport(text);
  await expect(run(asked)).rejects.toMatchObject({
    code: "invalid",
    fields: { "meaning.1.zombie": "Say what “zombie” means.", "meaning.1.gold": "Say what “gold” means." },
  });
  const meanings = [
    { column: 1, value: "zombie", means: "left" },
    { column: 1, value: "gold", means: "mail" },
  ];
  const said = await makeImport(text);
  expect(await run(said, { mapping: { meanings } })).toMatchObject({ added: 2, stopped: 1 });
  expect(await subscribersOf(said.workspaceId)).toEqual(["ada@example.com", "bob@example.com"]);

  const silent = await makeImport(text);
  expect(await run(silent, { unexplained: "leave_out" })).toMatchObject({ added: 1, leftOut: 2, stopped: 0 });
});

test("answers count for lines of JSON too", async () => {
  const made = await makeImport('{"email":"a@example.com","status":"zombie"}\n{"email":"b@example.com"}\n');
  const [column] = ndjsonMapping.standing ?? [];
  const meanings = [{ column: column?.column, value: "zombie", means: "left" }];
  expect(await run(made, { mapping: { meanings } })).toMatchObject({ added: 1, stopped: 1 });
});

test("no answer makes a subscriber of a person who left", async () => {
  const made = await makeImport("email,status\nada@example.com,active\nleft@example.com,unsubscribed\n");
  const meanings = [{ column: 1, value: "unsubscribed", means: "mail" }];
  expect(await run(made, { mapping: { meanings } })).toMatchObject({ added: 1, stopped: 1 });
});

test("a column that says who left is not passed over", async () => {
  const made = await makeImport("email,status\nada@example.com,active\nleft@example.com,unsubscribed\n");
  await expect(run(made, { mapping: { standing: undefined } })).rejects.toMatchObject({
    fields: { ignoresStops: expect.stringContaining("“status”") },
  });
});

test("a file of people who left can only be suppressed", async () => {
  const text =
    "Email,UNSUB_TIME,UNSUB_REASON\na@example.com,2024-02-02 08:00:00,NORMAL\nb@example.com,2024-03-02 08:00:00,SPAM\n";
  const refused = await makeImport(text);
  await expect(run(refused)).rejects.toMatchObject({
    code: "invalid",
    fields: { purpose: expect.any(String) },
  });

  const made = await makeImport(text);
  expect(await run(made, { purpose: "suppress" })).toMatchObject({
    purpose: "suppress",
    added: 0,
    subscribed: 0,
    stopped: 2,
  });
  expect(await subscribersOf(made.workspaceId)).toEqual([]);
  const [attested] =
    await ownerSql()`select count(*)::int as n from consents where workspace_id = ${made.workspaceId}`;
  expect(attested?.n).toBe(0);
  const again = await importInto(made.actor, made.newsletterId, "email\na@example.com\nnew@example.com\n");
  expect(await run({ ...again, actor: made.actor })).toMatchObject({ added: 1, suppressed: 1 });
});

test("a suppression list brings nobody in", async () => {
  const { actor, workspaceId } = await makeMember();
  const made = await listOf(actor, "Email,Name\na@example.com,A\nnot an address,B\n");
  expect(await run(made)).toMatchObject({
    stopped: 1,
    added: 0,
    refused: 1,
  });
  expect(await suppressionsOf(workspaceId)).toMatchObject([{ email: "a@example.com", reason: "bounced" }]);
  const [contacts] =
    await ownerSql()`select count(*)::int as n from contacts where workspace_id = ${workspaceId}`;
  expect(contacts?.n).toBe(0);
});

test("rolling back lifts an import's bounces, and no opt-out or complaint", async () => {
  const made = await makeImport(mixed);
  await run(made);
  const other = await listOf(made.actor, "email\ndead@example.com\n");
  expect(await run(other)).toMatchObject({ stopped: 0, suppressed: 1 });
  expect(await rollBackImport(made.actor, { importId: made.importId })).toEqual({
    contacts: 1,
    subscriptions: 1,
    suppressions: 0,
    kept: 3,
  });
  expect(await activeOf(made.workspaceId)).toEqual(["angry", "dead", "left"]);
  const rolledBack = await rollBackImport(made.actor, { importId: other.importId });
  expect(rolledBack).toMatchObject({ suppressions: 1, kept: 0 });
  expect(await activeOf(made.workspaceId)).toEqual(["angry", "left"]);
});

test("a wish over a bounce names the import it came by", async () => {
  const { actor, workspaceId, campaignId, contactId } = await makeSending();
  const [sent] = await ownerSql()<{ email: string }[]>`select email from contacts where id = ${contactId}`;
  await asOwner(
    (
      sql,
    ) => sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, campaign_id, note)
      select new_id(), workspace_id, email_hash, email, 'bounced', 'smtp_reply', ${campaignId}, '550 unknown'
      from contacts where id = ${contactId}`,
  );
  const list = await listOf(actor, `email\n${sent?.email}\n`, "manual");
  expect(await run(list)).toMatchObject({ stopped: 1 });
  const standing =
    () => ownerSql()`select reason, source, campaign_id, import_id, created_by, lifted_at from suppressions
    where workspace_id = ${workspaceId} order by created_at, id`;
  const wish = {
    reason: "manual",
    source: "import",
    campaign_id: null,
    import_id: list.importId,
    created_by: actor.userId,
    lifted_at: null,
  };
  expect(await standing()).toEqual([wish]);
  await correctAddress(actor, { contactId, email: "right@example.com", why: "Spelt by phone." });
  expect((await standing()).map((row) => [row.source, row.import_id])).toEqual([
    ["import", list.importId],
    ["import", list.importId],
  ]);
  // The bounce was there before: an import that is rolled back takes no more than it brought.
  await rollBackImport(actor, { importId: list.importId });
  expect((await standing())[0]).toMatchObject({ reason: "manual", lifted_at: null });
});

test("a suppression outlives its import once anybody else asks for it", async () => {
  const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
  const [sent] = await ownerSql()<{ email: string }[]>`select email from contacts where id = ${contactId}`;
  const people = ["alone", "erased", "by-hand", "chosen", "unsubscribed", "complained", "other"];
  const emails = people.map((name) => `${name}@example.com`);
  await run({ ...(await importInto(actor, newsletterId, ["email", ...emails].join("\n"))), actor });
  const list = await listOf(actor, ["email", ...emails, sent?.email].join("\n"));
  expect(await run(list)).toMatchObject({ stopped: 8 });

  const idOf = async (email = "") =>
    (
      await ownerSql()<
        { id: string }[]
      >`select id from contacts where workspace_id = ${workspaceId} and email = ${email}`
    )[0]?.id ?? "";
  await deleteContact(actor, { contactId: await idOf("erased@example.com"), typed: "erase" });
  await addSuppressions(actor, { emails: "by-hand@example.com" });
  await suppressContacts(actor, { contactIds: [await idOf("chosen@example.com")] });
  await importSuppressions(actor, {
    file: "email,reason\nunsubscribed@example.com,unsubscribed\ncomplained@example.com,complained\n",
  });
  const other = await listOf(actor, "email\nother@example.com\n");
  await run(other);
  const { origin } = actor;
  await unsubscribe(
    {
      kind: "subscriber",
      workspaceId,
      contactId,
      deliveryId,
      campaignId,
      newsletterId,
      origin,
    },
    { scope: "all", source: "one_click" },
  );

  expect(await rollBackImport(actor, { importId: list.importId })).toMatchObject({
    suppressions: 1,
    kept: 6, // a person's own press made the seventh theirs
  });
  const kept = ["by-hand", "chosen", "complained", "other", "unsubscribed", sent?.email.split("@")[0], null];
  expect(await activeOf(workspaceId)).toEqual(kept.sort(nullsLast));
  const again = await importInto(actor, newsletterId, ["email", ...emails, sent?.email].join("\n"));
  expect(await run({ ...again, actor })).toMatchObject({ suppressed: 7, added: 0 });

  expect(await rollBackImport(actor, { importId: other.importId })).toMatchObject({ suppressions: 1 });
  expect(await activeOf(workspaceId)).toEqual(kept.filter((name) => name !== "other").sort(nullsLast));
});

test("only an admin's roll-back lifts suppressions", async () => {
  const { actor, workspaceId, user } = await makeMember();
  const list = await listOf(actor, "email\na@example.com\n");
  await run(list);
  await asOwner((sql) => sql`update memberships set role = 'member' where user_id = ${user.id}`);
  const member: Member = { ...actor, role: "member" };
  await expect(rollBackImport(member, { importId: list.importId })).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("Only an admin may lift that"),
  });
  expect(await activeOf(workspaceId)).toEqual(["a"]);
  expect((await getImport(member, { importId: list.importId })).state).toBe("finished");

  await asOwner((sql) => sql`update memberships set role = 'admin' where user_id = ${user.id}`);
  const admin: Member = { ...actor, role: "admin" };
  expect(await rollBackImport(admin, { importId: list.importId })).toMatchObject({ suppressions: 1 });
});

test("a person who left stays left when their import is rolled back", async () => {
  const made = await makeImport("email\nada@example.com\n");
  await run(made);
  await asOwner(
    (sql) => sql`update subscriptions set unsubscribed_at = now() where workspace_id = ${made.workspaceId}`,
  );
  expect(await rollBackImport(made.actor, { importId: made.importId })).toMatchObject({
    contacts: 0,
    subscriptions: 0,
  });
  const again = await importInto(made.actor, made.newsletterId, "email\nada@example.com\n");
  expect(await run({ ...again, actor: made.actor })).toMatchObject({ added: 0, subscribed: 0 });
  expect(await subscribersOf(made.workspaceId)).toEqual([]);
});

/** Returns the names before the @ of the addresses still suppressed; null for an erased one. */
const activeOf = async (workspaceId: string) =>
  (await suppressionsOf(workspaceId))
    .filter((row) => row.active)
    .map(({ email }) => (email as string | null)?.split("@")[0] ?? null)
    .sort(nullsLast);

const nullsLast = (a: string | null | undefined, b: string | null | undefined) =>
  (a ?? "\uffff") < (b ?? "\uffff") ? -1 : 1;

test("rolling back lifts no opt-out that was there before", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const before = await importInto(
    actor,
    newsletterId,
    "email,status\nleft@example.com,unsubscribed\nok@example.com,active\n",
  );
  await run({ ...before, actor });
  const made = await importInto(
    actor,
    newsletterId,
    "email,status\nleft@example.com,complained\nok@example.com,active\n",
  );
  expect(await run({ ...made, actor })).toMatchObject({ stopped: 1 });
  expect(await rollBackImport(actor, { importId: made.importId })).toMatchObject({ suppressions: 0 });
  expect((await suppressionsOf(workspaceId)).filter((row) => row.active)).toMatchObject([
    {
      email: "left@example.com",
      reason: "complained",
      note: expect.stringContaining("Suppressed before as unsubscribed."),
    },
  ]);
});

test("a person's own opt-out outlives the roll-back of an import", async () => {
  const { actor, workspaceId, campaignId, contactId, deliveryId, newsletterId } = await makeSending();
  const [contact] = await ownerSql()`select email from contacts where id = ${contactId}`;
  const made = await importInto(
    actor,
    newsletterId,
    `email,status\n${contact?.email},unsubscribed\nok@example.com,active\n`,
  );
  expect(await run({ ...made, actor })).toMatchObject({ stopped: 1 });
  const { origin } = actor;
  const subscriber = {
    kind: "subscriber" as const,
    workspaceId,
    contactId,
    deliveryId,
    campaignId,
    newsletterId,
    origin,
  };
  await unsubscribe(subscriber, { scope: "all", source: "unsubscribe_page" });
  expect(await rollBackImport(actor, { importId: made.importId })).toMatchObject({ suppressions: 0 });
  expect((await suppressionsOf(workspaceId)).filter((row) => row.active)).toMatchObject([
    { email: contact?.email, reason: "unsubscribed", source: "unsubscribe_page" },
  ]);
});

test("no member lifts an imported opt-out", async () => {
  const { actor, workspaceId, contactId, newsletterId } = await makeSending();
  const [contact] = await ownerSql()`select email from contacts where id = ${contactId}`;
  const made = await importInto(
    actor,
    newsletterId,
    `email,status\n${contact?.email},unsubscribed\nok@example.com,active\n`,
  );
  await run({ ...made, actor });
  const [suppression] = await ownerSql()`select id from suppressions where workspace_id = ${workspaceId}`;
  const lifting = liftSuppression(actor, { suppressionId: suppression?.id, note: "They wrote to us." });
  await expect(lifting).rejects.toMatchObject({ code: "conflict" });
  expect((await suppressionsOf(workspaceId)).filter((row) => row.active)).toMatchObject([
    { email: contact?.email, reason: "unsubscribed" },
  ]);
});

test("each fate is a file of its people", async () => {
  const made = await makeImport(mixed);
  await run(made);
  const emailsOf = async (fate: Parameters<typeof listFate>[1]["fate"]) =>
    (await listFate(made.actor, { importId: made.importId, fate })).rows.map(({ email }) => email).sort();
  expect(await emailsOf("added")).toEqual(["reads@example.com"]);
  expect(await emailsOf("subscribed")).toEqual(["reads@example.com"]);
  expect(await emailsOf("stopped")).toEqual(["angry@example.com", "dead@example.com", "left@example.com"]);
  expect(await emailsOf("left_out")).toEqual(["waits@example.com"]);
  expect(await emailsOf("refused")).toEqual([]);
  const first = await listFate(made.actor, { importId: made.importId, fate: "stopped", limit: 2 });
  const rest = await listFate(made.actor, {
    importId: made.importId,
    fate: "stopped",
    limit: 2,
    after: first.next ?? "",
  });
  expect([first.rows.length, rest.rows.length, rest.next]).toEqual([2, 1, null]);
});

test("an Excel workbook is imported with its dates and states", async () => {
  const bytes = await workbook([
    ["Newsletter subscribers", ""],
    ["Email", "Name", "Status", "Consent date"],
    ["ada@example.com", "Ada", "active", { xml: '<c s="1"><v>45123</v></c>' }],
    ["left@example.com", "Lee", "unsubscribed", ""],
  ]);
  const made = await makeImport(bytes);
  expect(await run(made)).toMatchObject({ added: 1, stopped: 1, refused: 0 });
  const consents =
    await ownerSql()`select given_on::text from consents where workspace_id = ${made.workspaceId} and contact_id is not null`;
  expect(consents).toMatchObject([{ given_on: "2023-07-16" }]);
});

async function listOf(actor: Member, text: string, reason: "bounced" | "manual" = "bounced"): Promise<Made> {
  const { workspaceId } = actor;
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: importId } = await createSuppressionList(actor, { newsletterId, reason });
  const job = {
    kind: "job" as const,
    job: "test",
    workspaceId,
    origin: { ...actor.origin, requestId: importId },
  };
  const receive = async () => {
    const fileBytes = await storeFile(
      job,
      importId,
      (async function* () {
        yield Buffer.from(text);
      })(),
    );
    await receiveImport(job, { importId, fileName: "list.csv", fileBytes });
  };
  return { importId, job, receive, actor };
}

test("a file that nobody could look at just now starts no import", async () => {
  const made = await makeImport("email,status\nada@example.com,active\nleft@example.com,unsubscribed\n");
  await made.receive();
  const { actor, importId } = made;
  const asked = { importId, mapping: { email: 0 }, hasHeader: true, delimiter: "," } as const;
  const ends = await Promise.allSettled(Array.from({ length: 40 }, () => startImport(actor, asked)));
  expect(ends.filter(({ status }) => status === "fulfilled")).toEqual([]);
  const codes = new Set(ends.map((end) => end.status === "rejected" && end.reason.code));
  expect(["invalid", "unavailable"]).toEqual(expect.arrayContaining([...codes]));
});
