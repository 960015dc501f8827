import { expect, test } from "@playwright/test";
import { getContact } from "#lib/audience/contacts/get.ts";
import { type Basis, endOf, monthsUntilEnd } from "#lib/audience/contacts/grounds.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import type { Member, WorkspaceJob } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { asOwner, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { createImport } from "./create.ts";
import { storeFile } from "./file.ts";
import { getImport } from "./get.ts";
import { previewImport } from "./preview-import.ts";
import { receiveImport } from "./receive.ts";
import { listRefusals } from "./refusals.ts";
import { importRun } from "./run.ts";
import { startImport } from "./start.ts";

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

async function received(
  text: string,
  basis: Basis,
  into?: { actor: Member; newsletterId: string },
  sale: object = {},
) {
  const made = into ?? (await fresh());
  const { actor, newsletterId } = made;
  const { workspaceId } = actor;
  const { id: importId } = await createImport(actor, {
    newsletterId,
    basis,
    consentSource: "Orders of our shop.",
    attested: "on",
    ...sale,
  });
  const job: WorkspaceJob = {
    kind: "job",
    job: "test",
    workspaceId,
    origin: { ...actor.origin, requestId: importId },
  };
  const bytes = Buffer.from(text);
  await storeFile(
    job,
    importId,
    (async function* () {
      yield bytes;
    })(),
  );
  await receiveImport(job, { importId, fileName: "people.csv", fileBytes: bytes.length });
  return { ...made, workspaceId, importId };
}

async function fresh() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  return { actor, newsletterId };
}

type Started = Awaited<ReturnType<typeof received>>;
const dated = { mapping: { email: 0, country: 1, consentedAt: 2 }, hasHeader: true, delimiter: "," } as const;

async function run({ actor, workspaceId, importId }: Started, more: object = {}) {
  await startImport(actor, { importId, ...dated, ...more });
  await runJob(importRun, { workspaceId, importId });
  return getImport(actor, { importId });
}

const consentsOf = async (workspaceId: string) =>
  (
    await ownerSql()`select c.email, case when k.per_row then 'attestation' else k.kind end as kind, k.given_on::text as given, (k.expires_at at time zone 'UTC')::date::text as ends
      from consents k left join contacts c on c.id = k.contact_id where k.workspace_id = ${workspaceId} order by k.per_row desc, c.email`
  ).map((row) => ({ ...row }));

test("a file's purchase dates decide who comes in and until when", { tag: "@CA2" }, async () => {
  const bought = daysAgo(100);
  const file = `email,country,consent date\nold2019@example.com,CA,2019-01-01\nnew@example.com,CA,${bought}\nnone@example.com,CA,\nbad@example.com,CA,last spring\n`;
  const made = await received(file, "implied_purchase");
  const { rows, survey } = await previewImport(made.actor, made.importId);
  expect(rows.map(({ refused }) => refused)).toEqual([
    "Implied consent from 1 January 2019 ended on 1 January 2021 (CASL s.10(10)).",
    null,
    expect.stringContaining("no date of the purchase"),
    expect.stringContaining("cannot be read as a date"),
  ]);
  expect(survey).toMatchObject({
    whole: true,
    lapsed: 1,
    missing: 1,
    unread: [{ value: "last spring", count: 1 }],
  });

  expect(await run(made)).toMatchObject({ state: "finished", added: 1, lapsed: 1, refused: 2 });
  const refusals = await listRefusals(made.actor, { importId: made.importId });
  expect(refusals.rows.map(({ reason }) => reason)).toEqual([
    "consent_lapsed",
    "consent_date_missing",
    "consent_date_unread",
  ]);
  const ends = `${Number(bought.slice(0, 4)) + 2}${bought.slice(4)}`;
  const grant = { email: "new@example.com", kind: "grant", given: bought, ends };
  const vouched = { email: null, kind: "attestation", given: null, ends: null };
  expect(await consentsOf(made.workspaceId)).toEqual([vouched, grant]);

  await run(await received(file, "implied_purchase", made));
  const again = (await consentsOf(made.workspaceId)).filter(({ kind }) => kind === "grant");
  expect(again, "importing again never lengthens it").toEqual([grant, grant]);
});

test("a purchase without a date needs one for everybody", async () => {
  const made = await received("email\nada@example.com\n", "implied_purchase");
  const start = (givenOn: string) =>
    startImport(made.actor, {
      importId: made.importId,
      mapping: { email: 0 },
      hasHeader: true,
      delimiter: ",",
      givenOn,
    });
  for (const [givenOn, words] of [
    ["", "one date for everybody"],
    ["2019-01-01", "ended on 1 January 2021"],
    [daysAgo(-3), "lies in the future"],
    ["1889-05-01", "too long ago"],
  ] as const)
    await expect(start(givenOn), givenOn).rejects.toMatchObject({
      fields: { givenOn: expect.stringContaining(words) },
    });
  await start(daysAgo(10));
  await runJob(importRun, { workspaceId: made.workspaceId, importId: made.importId });
  expect(await consentsOf(made.workspaceId)).toMatchObject([
    { email: null, kind: "grant", given: daysAgo(10) },
  ]);
  await updateWorkspace(made.actor, { audience: "elsewhere" });
  const { rows } = await listContacts(made.actor, {});
  expect(rows).toMatchObject([{ mail: "gets" }]);
});

test("an ambiguous column is asked about before the import", async () => {
  const made = await received("email,country,consent date\na@example.com,,02/03/2026\n", "express");
  expect((await previewImport(made.actor, made.importId)).survey).toMatchObject({
    order: "ask",
    example: "02/03/2026",
  });
  await expect(startImport(made.actor, { importId: made.importId, ...dated })).rejects.toMatchObject({
    fields: { dates: expect.stringContaining("which number is the day") },
  });
  await run(made, { dates: "mdy" });
  expect(await consentsOf(made.workspaceId)).toMatchObject([
    { kind: "attestation" },
    { given: "2026-02-03" },
  ]);
});

test("unclear countries are listed, kept and held to express consent", { tag: "@CA1" }, async () => {
  const file = "email,country\na@example.com,Atlantis\nb@example.com,#N/A\nc@example.com,Québec\n";
  const made = await received(file, "legitimate_interest");
  const { survey } = await previewImport(made.actor, made.importId);
  expect(survey?.countries).toEqual([{ value: "Atlantis", count: 1 }]);
  await run(made, { mapping: { email: 0, country: 1 } });
  const { rows } = await listContacts(made.actor, {});
  const mail = Object.fromEntries(rows.map(({ email, country, mail }) => [email, [country, mail]]));
  expect(mail).toEqual({
    "a@example.com": [null, "consent_country"],
    "b@example.com": [null, "consent_eu"],
    "c@example.com": ["CA", "consent_casl"],
  });
});

test("a person's evidence and the file's word are one consent", async () => {
  const made = await received("email,country,consent date\nanna@example.com,,2026-03-02\n", "express");
  await run(made);
  const { rows } = await listContacts(made.actor, {});
  const { consents } = await getContact(made.actor, { contactId: rows[0]?.id ?? "" });
  expect(consents).toMatchObject([
    { givenOn: "2026-03-02", newsletter: expect.anything(), attested: { forFile: true } },
  ]);
  expect(consents).toHaveLength(1);
});

test("a column full of dates is offered as the date of consent", async () => {
  const file = (header: string) => `email,${header},birthday\na@example.com,2026-03-02,1980-01-01\n`;
  const made = await received(file("Signed up"), "express");
  expect((await previewImport(made.actor, made.importId)).mapping).toMatchObject({
    email: 0,
    consentedAt: 1,
  });
  const other = await received(file("Date of joy"), "express");
  expect(await previewImport(other.actor, other.importId)).toMatchObject({
    mapping: { consentedAt: 1 },
    offered: 1,
  });
});

test("consent without a newsletter reaches none", async () => {
  const made = await received("email,country,consent date\nanna@example.com,,2026-03-02\n", "express");
  await run(made);
  await asOwner(async (sql) => {
    await sql`create temp table moved on commit drop as select * from consents where workspace_id = ${made.workspaceId}`;
    await sql`update moved set newsletter_id = null`;
    await sql`delete from consents where workspace_id = ${made.workspaceId}`;
    await sql`insert into consents select * from moved`;
  });
  expect((await listContacts(made.actor, {})).rows).toMatchObject([{ mail: "no_consent" }]);
});

const sold = { bought: "Two tickets", optOutOffered: "on" };

test("a file's own sale counts in Europe with its facts alone", { tag: ["@GD11", "@CA2"] }, async () => {
  const bought = daysAgo(30);
  const file = `email,country,order date\nde@example.com,DE,${bought}\nca@example.com,CA,${bought}\nnone@example.com,FR,\n`;
  for (const basis of ["implied_purchase", "legitimate_interest"] as const) {
    const mailOf = async (sale: object) => {
      const made = await received(file, basis, undefined, sale);
      await run(made);
      const { rows } = await listContacts(made.actor, {});
      return Object.fromEntries(rows.map(({ email, mail }) => [email.split("@")[0], mail]));
    };
    const bare = await mailOf({});
    expect(bare).toMatchObject({ de: "consent_eu", ca: "consent_casl" });
    expect(await mailOf(sold)).toEqual({ ...bare, de: "gets" });
  }
});

test("half the facts of a sale are asked for beside their fields", { tag: "@GD11" }, async () => {
  for (const basis of ["implied_purchase", "legitimate_interest"] as const) {
    await expect(received("email\n", basis, undefined, { bought: "Tickets" })).rejects.toMatchObject({
      fields: { optOutOffered: expect.stringContaining("ePrivacy 13(2)") },
    });
    await expect(received("email\n", basis, undefined, { optOutOffered: "on" })).rejects.toMatchObject({
      fields: { bought: expect.stringMatching(/bought/) },
    });
  }
  const made = await received("email\nada@example.com\n", "legitimate_interest", undefined, sold);
  const start = (givenOn: string) =>
    startImport(made.actor, {
      importId: made.importId,
      mapping: { email: 0 },
      hasHeader: true,
      delimiter: ",",
      givenOn,
    });
  await expect(start("")).rejects.toMatchObject({
    fields: { givenOn: expect.stringContaining("day of the sale") },
  });
  await start(daysAgo(10));
});

test("signs of a country come in with a file", { tag: "@CA1" }, async () => {
  const file =
    "email,zip,timezone\na@example.com,K1A 0B1,\nb@example.com,,Europe/Berlin\nc@example.com,n/a,\n";
  const made = await received(file, "legitimate_interest");
  const { mapping } = await previewImport(made.actor, made.importId);
  expect(mapping).toMatchObject({ postalCode: 1, timeZone: 2 });
  await run(made, { mapping });
  await updateWorkspace(made.actor, { audience: "elsewhere" });
  const { rows } = await listContacts(made.actor, {});
  expect(Object.fromEntries(rows.map(({ email, mail }) => [email.charAt(0), mail]))).toEqual({
    a: "consent_casl",
    b: "consent_eu",
    c: "gets",
  });
});

test("a ground ends on one day, by form and by file", { tag: "@CA2" }, async () => {
  // Days near the end of a month, and the leap day, from which the same day of another year may be missing.
  const days = ["2024-02-29", "2023-08-31", "2024-08-30", "2025-08-31", "2025-12-31", "2024-02-28"];
  for (const [basis, months] of Object.entries(monthsUntilEnd))
    for (const day of months === null ? [] : days) {
      const [row] =
        await ownerSql()`select (${day}::date + make_interval(months => ${months}))::date::text as ends`;
      expect(endOf(basis as Basis, day), `${basis} of ${day}`).toBe(row?.ends);
    }
  expect(endOf("implied_purchase", "2024-02-29")).toBe("2026-02-28");
  expect(endOf("implied_inquiry", "2025-08-31")).toBe("2026-02-28");
  expect(endOf("implied_publication", "2024-02-29")).toBeNull();
});

test("the gate stops mail on the very day in every zone", { tag: "@CA2" }, async () => {
  const made = await received("email,country\nca@example.com,CA\n", "implied_purchase");
  await updateWorkspace(made.actor, { canadianConsent: "implied", timeZone: "America/Vancouver" });
  await run(made, { mapping: { email: 0, country: 1 }, givenOn: daysAgo(30) });
  const mailAt = async (ends: string) => {
    await asOwner(async (sql) => {
      await sql`create temp table moved on commit drop as select * from consents where workspace_id = ${made.workspaceId}`;
      await sql`update moved set expires_at = ${ends}::text::timestamptz`;
      await sql`delete from consents where workspace_id = ${made.workspaceId}`;
      await sql`insert into consents select * from moved`;
    });
    return (await listContacts(made.actor, {})).rows[0]?.mail;
  };
  expect(await mailAt(new Date(Date.now() + 60_000).toISOString())).toBe("gets");
  expect(await mailAt(new Date(Date.now() - 1000).toISOString())).toBe("consent_expired");
});
