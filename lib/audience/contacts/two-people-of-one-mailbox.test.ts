import { expect, test } from "@playwright/test";
import { importInto } from "#lib/audience/imports/contract.cases.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import type { Member } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";
import {
  asOwner,
  jobActor,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { correctAddress } from "./correct-address.ts";
import { createContact } from "./create.ts";
import { type PersonFile, personFile } from "./person-file.ts";

const today = new Date().toISOString().slice(0, 10);

type Of = { workspaceId: string; email: string; contactId: string | null };
type Planted = Of & { actor: Member; newsletterId: string };

/** Writes what a workspace may hold of a person under an address, marked in every part of their file. */
async function plant({ workspaceId, email, contactId, actor, newsletterId }: Planted, mark: string) {
  const { importId } = await importInto(actor, newsletterId, "Email\n");
  await asOwner(async (sql) => {
    const [{ hash } = { hash: null }] =
      await sql`select email_hash as hash from contacts where workspace_id = ${workspaceId} and email = ${email}
      union select email_hash from contact_addresses where workspace_id = ${workspaceId} and email = ${email}`;
    await sql`update imports set file_name = ${`${mark}.csv`} where id = ${importId}`;
    await sql`insert into import_refusals (workspace_id, import_id, line, reason, message, value, email_hash)
      values (${workspaceId}, ${importId}, 2, 'known', ${`Seen twice, ${mark}`}, ${`${mark} <${email}>`}, ${hash})`;
    for (const tied of contactId ? [contactId, null] : [null])
      await sql`insert into subject_requests (workspace_id, id, kind, channel, email, email_hash, contact_id, words, arrived, locale, received_on,
          identified_at, closed_at, outcome, answer, ip, user_agent)
        values (${workspaceId}, new_id(), 'rectify', 'member', ${email}, ${hash}, ${tied}::uuid, ${`Words of ${mark}`},
          ${`Passport of ${mark}`}, 'en', ${today}, now(), now(), 'fulfilled', ${`Answer to ${mark}`}, ${mark}, ${mark})`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source, note, lifted_at, lifted_note)
      values (new_id(), ${workspaceId}, ${hash}, ${email}, 'bounced', 'smtp_reply', ${`550 ${mark}`}, now(), ${`Lifted, ${mark}`})`;
    if (!contactId) return;
    await sql`update contacts set first_name = ${mark} where id = ${contactId}`;
    await sql`insert into consents (id, workspace_id, contact_id, kind, basis, source, wording, evidence, actor_kind)
      values (new_id(), ${workspaceId}, ${contactId}, 'grant', 'express', 'form', ${`Yes, ${mark}`}, '{}', 'anonymous')`;
  });
}

const fileOf = ({ workspaceId, email, contactId }: Of) =>
  work(jobActor(workspaceId, "subject-request-mail"), async ({ tx, vault }) =>
    personFile(tx, workspaceId, { contactId, email, emailHash: await vault.emailHash(workspaceId, email) }),
  );

const parts = (file: PersonFile, mark: string) =>
  Object.entries(file).flatMap(([part, lines]) => (JSON.stringify(lines).includes(mark) ? [part] : []));

/** A contact X whose address was corrected, and what is held of them from before and after. */
async function makeCorrected() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: contactId = "", email: old = "" } = contact ?? {};
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  await makeDelivery(workspaceId, campaignId, contactId, "sent");
  await plant({ actor, workspaceId, newsletterId, email: old, contactId }, "Xenia");
  await addSuppressions(actor, { emails: old, note: "Xenia is ill, and rang." });
  const right = uniqueEmail("right");
  await correctAddress(actor, { contactId, email: right, why: "Spelt by phone." });
  return { actor, workspaceId, newsletterId, contactId, old, right };
}

test("a mailbox's next owner gets nothing of the earlier one", { tag: ["@GD3", "@GD4"] }, async () => {
  const { actor, workspaceId, newsletterId, contactId, old, right } = await makeCorrected();
  const y = { actor, workspaceId, newsletterId, email: old, contactId: null };
  expect(parts(await fileOf(y), "Xenia")).toEqual([]);
  await plant(y, "Yann");
  const theirs = await fileOf(y);
  expect(parts(theirs, "Xenia")).toEqual([]);
  expect(parts(theirs, "Yann")).toEqual(["suppressions", "importedRows", "requests"]);
  expect(JSON.stringify(theirs)).not.toContain(right);

  const own = await fileOf({ workspaceId, email: right, contactId });
  expect(parts(own, "Yann")).toEqual([]);
  expect(parts(own, "Xenia")).toEqual(["person", "consents", "suppressions", "importedRows", "requests"]);
  expect(own.requests).toHaveLength(2);
  // Their wish stands once, although it holds for both addresses; the bounce of the old mailbox beside it.
  expect(own.suppressions.map(({ reason }) => reason).sort()).toEqual(["bounced", "manual"]);
});

test("two contacts of one mailbox each get their own file", { tag: ["@GD3", "@GD4"] }, async () => {
  const { actor, workspaceId, newsletterId, contactId, old, right } = await makeCorrected();
  const asked = { email: old, newsletterId, basis: "express", wording: "At the counter." } as const;
  const { id } = await createContact(actor, asked);
  const y = { actor, workspaceId, newsletterId, email: old, contactId: id };
  await plant(y, "Yann");
  // A wish of X by their new address holds for no mailbox of another person.
  await addSuppressions(actor, { emails: right, note: "Xenia moved away." });
  const theirs = await fileOf(y);
  expect(parts(theirs, "Xenia")).toEqual([]);
  expect(parts(theirs, "Yann")).toEqual(["person", "consents", "suppressions", "importedRows", "requests"]);
  expect(parts(await fileOf({ workspaceId, email: right, contactId }), "Yann")).toEqual([]);
});

test("a wish by the new address shows in no older file", { tag: "@GD4" }, async () => {
  const { actor, workspaceId, contactId, old, right } = await makeCorrected();
  await asOwner((sql) => sql`update suppressions set lifted_at = now() where workspace_id = ${workspaceId}`);
  await addSuppressions(actor, { emails: right, note: "Xenia moved away." });
  const copies =
    await ownerSql()`select email from suppressions where workspace_id = ${workspaceId} and note = 'Xenia moved away.'`;
  expect(copies).toHaveLength(2);
  expect(parts(await fileOf({ workspaceId, email: old, contactId: null }), "Xenia")).toEqual([]);
  expect(parts(await fileOf({ workspaceId, email: right, contactId }), "Xenia")).toContain("suppressions");
});

test("an earlier owner who was erased shows in no later file", { tag: ["@GD4", "@GD5"] }, async () => {
  const { workspaceId, contactId, old } = await makeCorrected();
  await asOwner(async (sql) => {
    await sql`update subject_requests set contact_id = null, email = null, closed_at = now(), outcome = 'erased'
      where workspace_id = ${workspaceId}`;
    await sql`delete from contacts where workspace_id = ${workspaceId} and id = ${contactId}`;
  });
  const file = await fileOf({ workspaceId, email: old, contactId: null });
  expect([file.requests, file.suppressions, file.importedRows]).toEqual([[], [], []]);
});
