import { expect, test } from "@playwright/test";
import { createContactField } from "#lib/audience/contact-fields/create.ts";
import { deleteContactField } from "#lib/audience/contact-fields/delete.ts";
import { fillContactFields } from "#lib/audience/contact-fields/fill.ts";
import { readValue } from "#lib/audience/contact-fields/value.ts";
import { contactExtras } from "#lib/audience/contacts/extras.ts";
import type { FieldOp } from "#lib/audience/contacts/field-filter.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { createSegment } from "#lib/audience/segments/create.ts";
import { listSegments } from "#lib/audience/segments/list.ts";
import { updateSegment } from "#lib/audience/segments/update.ts";
import { asOwner, makeCampaign, makeContacts, makeMember, ownerSql } from "#testing/factories.ts";
import { applyTags } from "./apply.ts";
import { deleteTag } from "./delete.ts";
import { listTags } from "./list.ts";
import { setTags } from "./set.ts";

async function makeReaders(count: number) {
  const { actor, workspaceId } = await makeMember();
  const contacts = await makeContacts(workspaceId, count);
  return { actor, workspaceId, ids: contacts.map(({ id }) => id) };
}

test("a tag or field of many needs an admin with a proof", async () => {
  const { actor: owner, workspaceId } = await makeMember();
  const { actor: helper } = await makeMember({ workspaceId, role: "member" });
  const stale = { ...owner, authTime: new Date(0) };
  const contacts = await makeContacts(workspaceId, 21);
  const put = (name: string, count: number) =>
    applyTags(owner, { contactIds: contacts.slice(0, count).map(({ id }) => id), tags: name });
  const tagOf = async (name: string) => {
    const [row] = await ownerSql()<
      { id: string }[]
    >`select id from tags where workspace_id = ${workspaceId} and name = ${name}`;
    return row?.id ?? "";
  };
  await put("Many", 21);
  const tagId = await tagOf("Many");
  await expect(deleteTag(helper, { tagId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(deleteTag(stale, { tagId })).rejects.toMatchObject({ code: "reauthenticate" });
  await deleteTag(owner, { tagId });
  await put("Few", 20);
  await deleteTag(helper, { tagId: await tagOf("Few") });

  const { id: fieldId } = await createContactField(owner, { name: "City", kind: "text" });
  await asOwner(
    (sql) => sql`insert into contact_values (workspace_id, field_id, contact_id, value)
      select workspace_id, ${fieldId}, id, 'Turin' from contacts where workspace_id = ${workspaceId}`,
  );
  await expect(deleteContactField(stale, { fieldId })).rejects.toMatchObject({ code: "reauthenticate" });
  await deleteContactField(owner, { fieldId });
});

test("a tag is one word whatever its case, and filters the list", async () => {
  const { actor, ids } = await makeReaders(3);
  await applyTags(actor, { contactIds: ids.slice(0, 2), tags: "Harbour,  harbour ,Old  friends" });
  await setTags(actor, { contactId: ids[2] ?? "", tags: "HARBOUR" });
  const tags = await listTags(actor, {});
  expect(tags).toMatchObject([
    { name: "Harbour", contacts: 3 },
    { name: "Old friends", contacts: 2 },
  ]);
  await applyTags(actor, { contactIds: ids, tags: "old friends", does: "remove" });
  await setTags(actor, { contactId: ids[0] ?? "", tags: "" });
  const tagId = tags[0]?.id ?? "";
  const { rows } = await listContacts(actor, { tagId });
  expect(rows.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
  await deleteTag(actor, { tagId });
  expect((await listContacts(actor, {})).rows).toHaveLength(3);
});

test("too many or too long tags are refused beside the field", async () => {
  const { actor, ids } = await makeReaders(1);
  const many = Array.from({ length: 21 }, (_, n) => `tag ${n}`).join(",");
  for (const tags of [many, "x".repeat(51), " , "])
    await expect(applyTags(actor, { contactIds: ids, tags })).rejects.toMatchObject({
      fields: { tags: expect.stringMatching(/\S/) },
    });
});

test("a value has one stored form, or is refused in words", () => {
  for (const [kind, given, value] of [
    ["number", "007,50", "7.5"],
    ["number", "−1 000", "-1000"],
    ["number", "-0", "0"],
    ["date", "2 March 1990", "1990-03-02"],
    ["yes_no", "yes", "yes"],
    ["text", "  as it is ", "as it is"],
    ["number", "", null],
  ] as const)
    expect(readValue(kind, given), given).toEqual({ value });
  for (const [kind, given] of [
    ["number", "1e9"],
    ["number", "12 apples"],
    ["date", "02/03/1990"],
    ["date", "31 February 1990"],
    ["yes_no", "maybe"],
    ["text", "x".repeat(501)],
  ] as const)
    expect(readValue(kind, given), given).toHaveProperty("problem");
});

test("a field filters by its kind and leaves out the unknown", async () => {
  const { actor, ids } = await makeReaders(3);
  const [first = "", second = "", third = ""] = ids;
  const { id: boats } = await createContactField(actor, { name: "Boats", kind: "number" });
  const { id: since } = await createContactField(actor, { name: "Since", kind: "date" });
  await fillContactFields(actor, { contactId: first, values: { [boats]: "9", [since]: "2 March 2020" } });
  await fillContactFields(actor, { contactId: second, values: { [boats]: "10" } });
  const found = async (fieldId: string, fieldOp: FieldOp, fieldValue = "") =>
    (await listContacts(actor, { fieldId, fieldOp, fieldValue })).rows.map(({ id }) => id).sort();
  expect(await found(boats, "above", "9")).toEqual([second]);
  expect(await found(boats, "below", "10")).toEqual([first]);
  expect(await found(boats, "not", "9")).toEqual([second, third].sort());
  expect(await found(boats, "unset")).toEqual([third]);
  expect(await found(since, "is", "2 March 2020")).toEqual([first]);
  expect(await found(since, "above", "1 March 2020")).toEqual([first]);
  expect(await found(since, "contains", "%")).toEqual([]);

  const wrong = fillContactFields(actor, { contactId: first, values: { [boats]: "many" } });
  await expect(wrong).rejects.toMatchObject({
    fields: { [`values.${boats}`]: expect.stringMatching(/number/) },
  });
  await fillContactFields(actor, { contactId: first, values: { [boats]: "" } });
  const extras = await contactExtras(actor, { contactIds: [first] });
  expect(extras[first]?.values).toEqual({ [since]: "2020-03-02" });
});

test("a segment counts anew and keeps to its workspace", async () => {
  const { actor, workspaceId, ids } = await makeReaders(3);
  const { actor: stranger } = await makeMember();
  await createSegment(actor, { name: "In Italy", country: "IT" });
  await expect(createSegment(actor, { name: "in italy", country: "FR" })).rejects.toMatchObject({
    fields: { name: expect.stringMatching(/\S/) },
  });
  await expect(createSegment(actor, { name: "All" })).rejects.toMatchObject({ code: "invalid" });
  const count = async () => (await listSegments(actor, {}))[0]?.count;
  expect(await count()).toBe(0);
  await asOwner(
    (sql) =>
      sql`update contacts set country = 'IT' where workspace_id = ${workspaceId} and id <> ${ids[0] ?? ""}`,
  );
  expect(await count()).toBe(2);
  expect(await listSegments(stranger, {})).toEqual([]);
});

test("a tag or field that a segment filters by stays", async () => {
  const { actor, workspaceId, ids } = await makeReaders(1);
  await setTags(actor, { contactId: ids[0] ?? "", tags: "VIP" });
  const [tag] = await ownerSql()<{ id: string }[]>`select id from tags where workspace_id = ${workspaceId}`;
  const tagId = tag?.id ?? "";
  const { id: fieldId } = await createContactField(actor, { name: "Boats", kind: "number" });
  const { id: segmentId } = await createSegment(actor, { name: "Best", tagId });
  const { id: other } = await createSegment(actor, { name: "Sailors", fieldId, fieldOp: "set" });
  const inUse = (name: string) => ({ code: "conflict", message: expect.stringContaining(name) });
  await expect(deleteTag(actor, { tagId })).rejects.toMatchObject(inUse("the segment “Best”"));
  await expect(deleteContactField(actor, { fieldId })).rejects.toMatchObject(inUse("the segment “Sailors”"));

  await updateSegment(actor, { segmentId, name: "In Italy", country: "IT" });
  await updateSegment(actor, { segmentId: other, name: "In France", country: "FR" });
  await deleteTag(actor, { tagId });
  await deleteContactField(actor, { fieldId });
  expect((await listSegments(actor, {})).map(({ name, filters }) => [name, filters.country])).toEqual([
    ["In France", "FR"],
    ["In Italy", "IT"],
  ]);
  for (const gone of [{ tagId }, { fieldId, fieldOp: "set" as const }])
    await expect(createSegment(actor, { name: "Late", ...gone })).rejects.toMatchObject({
      fields: { name: expect.stringContaining("was deleted") },
    });
});

test("a tag that a scheduled campaign keeps in its filter stays", async () => {
  const { actor, workspaceId, ids } = await makeReaders(1);
  await setTags(actor, { contactId: ids[0] ?? "", tags: "VIP" });
  const [tag] = await ownerSql()<{ id: string }[]>`select id from tags where workspace_id = ${workspaceId}`;
  const tagId = tag?.id ?? "";
  const { id } = await makeCampaign(workspaceId);
  await asOwner(
    (
      sql,
    ) => sql`update campaigns set scheduled_for = now() + interval '1 day', scheduled_by = created_by, scheduled_at = now(), segment_filters = ${sql.json({ tagId })}
      where id = ${id}`,
  );
  await expect(deleteTag(actor, { tagId })).rejects.toMatchObject({
    message: expect.stringContaining("the scheduled campaign “"),
  });
});

test("a segment whose tag was deleted says so", async () => {
  const { actor, workspaceId, ids } = await makeReaders(1);
  await setTags(actor, { contactId: ids[0] ?? "", tags: "VIP" });
  const [tag] = await ownerSql()<{ id: string }[]>`select id from tags where workspace_id = ${workspaceId}`;
  const { id } = await createSegment(actor, { name: "Best", tagId: tag?.id });
  expect(await listSegments(actor, {})).toMatchObject([{ count: 1, missing: null }]);
  await asOwner((sql) => sql`delete from tags where workspace_id = ${workspaceId}`);
  expect(await listSegments(actor, {})).toMatchObject([{ count: 0, missing: "tag" }]);
  await expect(updateSegment(actor, { segmentId: id, name: "Best", tagId: tag?.id })).rejects.toMatchObject({
    fields: { name: expect.stringContaining("was deleted") },
  });
});
