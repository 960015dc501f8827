import { expect, test } from "@playwright/test";
import { consentReceipt } from "#lib/audience/consents/hand-over.ts";
import { createContactField } from "#lib/audience/contact-fields/create.ts";
import { fillContactFields } from "#lib/audience/contact-fields/fill.ts";
import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { contactExtras } from "#lib/audience/contacts/extras.ts";
import { getContact } from "#lib/audience/contacts/get.ts";
import { handOver } from "#lib/audience/contacts/hand-over.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { applyTags } from "#lib/audience/tags/apply.ts";
import { listTags } from "#lib/audience/tags/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { auditOf, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { importInto } from "./contract.cases.ts";
import { listFate } from "./fates.ts";
import { getImport } from "./get.ts";
import { previewImport } from "./preview-import.ts";
import type { Mapping } from "./reader/columns.ts";
import { rollBackImport } from "./roll-back.ts";
import { importRun } from "./run.ts";
import { startImport } from "./start.ts";

const header = "Email Address,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,MEMBER_RATING,BIRTHDAY,TAGS";

async function workspace() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  return { actor, workspaceId, newsletterId };
}

type Of = Awaited<ReturnType<typeof workspace>>;

async function bring(of: Of, rows: string[], mapping: Partial<Mapping>, more: { replaces?: boolean } = {}) {
  const { actor, workspaceId, newsletterId } = of;
  const made = await importInto(actor, newsletterId, `${header}\n${rows.join("\n")}\n`);
  await made.receive();
  const { importId } = made;
  const whole = { email: 0, consentedAt: 1, consentIp: 2, confirmedAt: 3, confirmIp: 4, tags: 7, ...mapping };
  await startImport(actor, { importId, hasHeader: true, delimiter: ",", mapping: whole, ...more });
  await runJob(importRun, { workspaceId, importId });
  return getImport(actor, { importId });
}

async function person(actor: Member & { workspaceId: string }, email: string) {
  const { rows } = await listContacts(actor, { search: email });
  const contactId = rows[0]?.id ?? "";
  const extras = await contactExtras(actor, { contactIds: [contactId] });
  return { contactId, ...extras[contactId] };
}

const mira =
  'mira@example.com,2021-03-04 09:12:31,192.0.2.14,2021-03-05 09:14:02,192.0.2.15,4,2 March 1990,"""VIP"",""Book, club"""';

test("a file fills tags, fields and a new field, and says so", { tag: ["@GD1", "@DO7"] }, async () => {
  const of = await workspace();
  const { actor } = of;
  const { id: rating } = await createContactField(actor, { name: "Member rating", kind: "number" });
  const done = await bring(of, [mira, "jo@example.com,,,,,many,soon,vip"], {
    own: [
      { column: 5, kind: "text", field: rating },
      { column: 6, kind: "date", name: "Birthday" },
    ],
  });
  expect(done).toMatchObject({
    state: "finished",
    added: 2,
    refused: 0,
    tagged: 3,
    filled: 2,
    valuesLeft: 2,
  });
  const fields = await listContactFields(actor, {});
  expect(fields).toMatchObject([{ name: "Birthday", kind: "date" }, { name: "Member rating" }]);
  expect(await person(actor, "mira@")).toMatchObject({
    tags: ["Book, club", "VIP"],
    values: { [rating]: "4", [fields[0]?.id ?? ""]: "1990-03-02" },
  });
  expect((await person(actor, "jo@")).tags).toEqual(["VIP"]);
  const { rows } = await listFate(actor, { importId: done.id, fate: "values_left" });
  expect(rows).toEqual([
    { line: 3, email: "jo@example.com", detail: "MEMBER_RATING: “many”. Not a number." },
    { line: 3, email: "jo@example.com", detail: "BIRTHDAY: “soon”. Not a date." },
  ]);
  const first = await listFate(actor, { importId: done.id, fate: "values_left", limit: 1 });
  const second = await listFate(actor, { importId: done.id, fate: "values_left", after: first.next ?? "" });
  expect([first.rows, second.rows]).toEqual([rows.slice(0, 1), rows.slice(1)]);
  const started = (await auditOf(of.workspaceId)).find(({ action }) => action === "import.start");
  expect(started?.detail).toMatchObject({ tags: true, fields: 2, newFields: ["Birthday (date)"] });
});

test("days of consent, confirmation and recording stand apart", { tag: ["@GD1", "@DO7"] }, async () => {
  const of = await workspace();
  await bring(of, [mira], {});
  const { contactId } = await person(of.actor, "mira@");
  const contact = await getContact(of.actor, { contactId });
  const grant = contact.consents.find(({ givenOn }) => givenOn === "2021-03-04");
  expect(grant?.evidence).toMatchObject({
    consentIp: "192.0.2.14",
    confirmedAt: "2021-03-05 09:14:02",
    confirmedOn: "2021-03-05",
    confirmIp: "192.0.2.15",
  });
  const { receipt } = await consentReceipt(of.actor, { contactId, consentId: grant?.id ?? "" });
  expect(receipt).toMatchObject({
    givenOn: "2021-03-04",
    confirmedOn: "2021-03-05",
    ip: "192.0.2.14",
    confirmedFromIp: "192.0.2.15",
  });
  const file = await handOver(of.actor, { contactId, format: "json" });
  expect(file.consents).toContainEqual(
    expect.objectContaining({
      givenOn: "2021-03-04",
      confirmedOn: "2021-03-05",
      signedUpFromIp: "192.0.2.14",
      confirmedFromIp: "192.0.2.15",
    }),
  );
  expect(file.person).toMatchObject({ tags: "Book, club, VIP" });
});

test("columns named like an own field are offered for it", async () => {
  const of = await workspace();
  const { id } = await createContactField(of.actor, { name: "Member rating", kind: "number" });
  const made = await importInto(of.actor, of.newsletterId, `${header}\n${mira}\n`);
  await made.receive();
  const preview = await previewImport(of.actor, made.importId);
  expect(preview.mapping).toMatchObject({ tags: 7, own: [{ column: 5, kind: "number", field: id }] });
  expect(preview.kinds.slice(5, 7)).toEqual(["number", "date"]);
  const wrong = await previewImport(of.actor, made.importId, {
    mapping: { email: 0, own: [{ column: 7, kind: "number", name: "Tags" }] },
  });
  expect(wrong.survey?.left).toMatchObject([{ column: 7, message: "Not a number.", count: 1 }]);
});

test("values fill empty fields, and replace others when asked to", async () => {
  const of = await workspace();
  const { id: rating } = await createContactField(of.actor, { name: "Member rating", kind: "number" });
  const own = [{ column: 5, kind: "number" as const, field: rating }];
  await bring(of, ["mira@example.com,,,,,4,,VIP"], { own });
  const again = await bring(of, ["mira@example.com,,,,,5,,Harbour"], { own });
  expect(again).toMatchObject({ known: 1, tagged: 1, filled: 0 });
  expect(await person(of.actor, "mira@")).toMatchObject({
    tags: ["Harbour", "VIP"],
    values: { [rating]: "4" },
  });
  const replaced = await bring(of, ["mira@example.com,,,,,5,,Harbour"], { own }, { replaces: true });
  expect(replaced).toMatchObject({ tagged: 0, filled: 1 });
  expect((await person(of.actor, "mira@")).values).toEqual({ [rating]: "5" });

  const { importId } = { importId: replaced.id };
  expect(await rollBackImport(of.actor, { importId })).toMatchObject({ restored: 1 });
  expect(await person(of.actor, "mira@")).toMatchObject({
    tags: ["Harbour", "VIP"],
    values: { [rating]: "4" },
  });
});

test("rolling back takes back what an import alone set", async () => {
  const of = await workspace();
  const { id: rating } = await createContactField(of.actor, { name: "Member rating", kind: "number" });
  const own = [{ column: 5, kind: "number" as const, field: rating }];
  await bring(of, ["mira@example.com,,,,,,,", "jo@example.com,,,,,,,"], {});
  const { contactId: jo } = await person(of.actor, "jo@");
  const second = await bring(
    of,
    ["mira@example.com,,,,,4,,VIP", 'jo@example.com,,,,,3,,"VIP,Harbour"', "new@example.com,,,,,1,,Fresh"],
    { own },
  );
  await applyTags(of.actor, { contactIds: [jo], tags: "harbour" });
  await fillContactFields(of.actor, { contactId: jo, values: { [rating]: "3" } });
  expect(await rollBackImport(of.actor, { importId: second.id })).toMatchObject({
    contacts: 1,
    untagged: 2,
    emptied: 1,
  });
  expect(await person(of.actor, "mira@")).toMatchObject({ tags: [], values: {} });
  expect(await person(of.actor, "jo@")).toMatchObject({ tags: ["Harbour"], values: { [rating]: "3" } });
  expect((await listTags(of.actor, {})).map(({ name }) => name)).toEqual(["Harbour"]);
});

test("tags past the workspace's limit are left out and counted", async () => {
  const of = await workspace();
  const rows = Array.from({ length: 12 }, (_, row) => {
    const tags = Array.from({ length: 50 }, (_, n) => `tag ${row * 50 + n}`).join(",");
    return `reader${row}@example.com,,,,,,,"${tags}"`;
  });
  const done = await bring(of, rows, {});
  expect(done).toMatchObject({ state: "finished", added: 12, tagged: 500, valuesLeft: 2 });
  const [left] =
    await ownerSql()`select line, message from import_left_values where import_id = ${done.id} order by line`;
  expect(left).toEqual({ line: 12, message: expect.stringContaining("at most 500 tags") });
});

test("a new field that cannot be made is refused beside its column", async () => {
  const of = await workspace();
  await createContactField(of.actor, { name: "Rating", kind: "number" });
  const made = await importInto(of.actor, of.newsletterId, `${header}\n${mira}\n`);
  await made.receive();
  const start = (own: Mapping["own"]) =>
    startImport(of.actor, {
      importId: made.importId,
      hasHeader: true,
      delimiter: ",",
      mapping: { email: 0, own },
    });
  await expect(start([{ column: 5, kind: "number", name: "rating" }])).rejects.toMatchObject({
    fields: { n5: expect.stringMatching(/of this name/) },
  });
  await expect(start([{ column: 5, kind: "number", name: " " }])).rejects.toMatchObject({
    fields: { n5: expect.stringMatching(/Enter a name/) },
  });
  const { id: theirs } = await createContactField((await workspace()).actor, {
    name: "Theirs",
    kind: "text",
  });
  await expect(start([{ column: 5, kind: "text", field: theirs }])).rejects.toMatchObject({
    fields: { c5: expect.stringMatching(/no longer exists/) },
  });
});
