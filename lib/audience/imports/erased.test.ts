import { expect, test } from "@playwright/test";
import { eraseContacts } from "#lib/audience/bulk-actions/erase.ts";
import { bulkRun } from "#lib/audience/bulk-actions/run.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { deleteContacts } from "#lib/audience/contacts/delete-many.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { asOwner, makeContacts, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { importInto, plainCsv } from "./contract.cases.ts";
import { listFate } from "./fates.ts";
import { getImport } from "./get.ts";
import { importRun } from "./run.ts";
import { startImport } from "./start.ts";
import { sweepImports } from "./sweep.ts";

type Person = { id: string; email: string };

/** Every way in which a member erases a person, without a block of the address. */
const ways: Record<string, (actor: Member, person: Person) => Promise<unknown>> = {
  one: (actor, { id }) => deleteContact(actor, { contactId: id, typed: "erase", block: false }),
  chosen: (actor, { id }) => deleteContacts(actor, { contactIds: [id], typed: "1", block: false }),
  many: async (actor, { id }) => {
    const action = await eraseContacts(actor, { contactIds: [id], typed: "1", block: false });
    await runJob(bulkRun, { workspaceId: actor.workspaceId, actionId: action.id });
  },
};

async function makeErasure() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [person] = await makeContacts(workspaceId, 1, newsletterId);
  if (!person) throw new Error("No contact was made.");
  const file = async (text: string) => {
    const made = await importInto(actor, newsletterId, text);
    await made.receive();
    return made.importId;
  };
  const bringIn = async (importId: string, change: object = {}) => {
    await startImport(actor, { importId, ...plainCsv, ...change });
    await runJob(importRun, { workspaceId, importId });
    return getImport(actor, { importId });
  };
  const kept = async () => {
    const [row] = await ownerSql()`
      select (select count(*)::int from contacts where workspace_id = ${workspaceId} and email = ${person.email}) as contacts,
        (select count(*)::int from import_refusals where workspace_id = ${workspaceId} and value = ${person.email}) as refusals,
        (select count(*)::int from suppressions where workspace_id = ${workspaceId} and email = ${person.email}) as suppressions`;
    return row;
  };
  return { actor, workspaceId, person, file, bringIn, kept };
}

test("an import begun before an erasure brings nobody back", { tag: "@GD5" }, async () => {
  for (const [way, erase] of Object.entries(ways)) {
    const { actor, person, file, bringIn, kept } = await makeErasure();
    const text = `Email\nother@example.com\n${person.email}\n`;
    const before = await file(text);
    await erase(actor, person);
    expect(await bringIn(before), way).toMatchObject({
      added: 1,
      subscribed: 1,
      known: 0,
      erased: 1,
      suppressed: 0,
    });
    expect(await kept(), way).toEqual({ contacts: 0, refusals: 0, suppressions: 0 });
    const { rows } = await listFate(actor, { importId: before, fate: "erased" });
    expect(rows).toEqual([
      { line: 3, email: "[erased]", detail: expect.stringContaining("was erased after the file was chosen") },
    ]);
    // A later file is a new word of the member's.
    expect(await bringIn(await file(text)), way).toMatchObject({ added: 1, erased: 0 });
  }
});

test("an import that suppresses keeps no address erased meanwhile", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, person, file, bringIn, kept } = await makeErasure();
  const before = await file(`Email\n${person.email}\n`);
  await deleteContact(actor, { contactId: person.id, typed: "erase", block: true });
  const row = await bringIn(before, { purpose: "suppress", stopReason: "complained" });
  expect(row).toMatchObject({ state: "finished", stopped: 1 });
  expect(await kept()).toEqual({ contacts: 0, refusals: 0, suppressions: 0 });
  const [stop] =
    await ownerSql()`select reason from suppressions where workspace_id = ${workspaceId} and lifted_at is null`;
  expect(stop?.reason).toBe("complained");
});

test("erasing many blocks their addresses, unless the member says otherwise", { tag: "@GD5" }, async () => {
  for (const block of [undefined, true, false]) {
    const { actor, workspaceId, person } = await makeErasure();
    const given = block === undefined ? {} : { block };
    const { id } = await eraseContacts(actor, { contactIds: [person.id], typed: "1", ...given });
    await runJob(bulkRun, { workspaceId, actionId: id });
    const stops =
      await ownerSql()`select reason, email from suppressions where workspace_id = ${workspaceId} and lifted_at is null`;
    expect([...stops]).toEqual(block === false ? [] : [{ reason: "manual", email: null }]);
  }
});

test("an erasure is forgotten once no import can undo it", async () => {
  const { actor, workspaceId, person, file } = await makeErasure();
  const importId = await file(`Email\n${person.email}\n`);
  await deleteContact(actor, { contactId: person.id, typed: "erase", block: false });
  const left = async () => {
    await runJob(sweepImports, {});
    const [row] =
      await ownerSql()`select count(*)::int as n from erased_addresses where workspace_id = ${workspaceId}`;
    return row?.n;
  };
  expect(await left()).toBe(1);
  await asOwner(
    (sql) => sql`update imports set created_at = now() - interval '62 days' where id = ${importId}`,
  );
  await asOwner(
    (sql) =>
      sql`update erased_addresses set erased_at = now() - interval '61 days' where workspace_id = ${workspaceId}`,
  );
  expect(await left()).toBe(1);
  await asOwner((sql) => sql`delete from import_chunks where import_id = ${importId}`);
  expect(await left()).toBe(0);
});
