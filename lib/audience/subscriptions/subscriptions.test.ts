import { expect, test } from "@playwright/test";
import { getContact } from "#lib/audience/contacts/get.ts";
import { permissionOf } from "#lib/audience/contacts/permission.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { addSubscription } from "./add.ts";
import { endSubscription } from "./end.ts";
import { resubscribe } from "./resubscribe.ts";

const consent = {
  basis: "express",
  givenOn: "2026-10-03",
  place: "on a card at the reading",
  wording: "Please send me the letter.",
} as const;
const back = { givenOn: "2026-10-03", wording: "Please send me the letter again." };
const sentence = (contact: Awaited<ReturnType<typeof getContact>>) =>
  permissionOf(contact, (at) => at.toISOString().slice(0, 10)).sentence;
const today = () => new Date().toISOString().slice(0, 10);

async function makeReader(on = false) {
  const { actor, workspaceId } = await makeMember();
  const letter = await makeNewsletter(workspaceId, "The Harbour Letter");
  const [contact] = await makeContacts(workspaceId, 1, on ? letter.id : undefined);
  const ids = { contactId: contact?.id ?? "", newsletterId: letter.id };
  const read = () => getContact(actor, { contactId: ids.contactId });
  const suppress = (reason: string, newsletterId: string | null = null) =>
    asOwner(
      (
        sql,
      ) => sql`insert into suppressions (workspace_id, id, email_hash, email, newsletter_id, reason, source)
        select workspace_id, new_id(), email_hash, email, ${newsletterId}, ${reason}, 'manual' from contacts where id = ${ids.contactId}`,
    );
  return { actor, workspaceId, ids, read, suppress };
}

test("a contact added to a newsletter gets it, and sees why", { tag: "@GD1" }, async () => {
  const { actor, ids, read } = await makeReader();
  expect(sentence(await read())).toBe("Gets nothing: is on no newsletter.");
  await addSubscription(actor, { ...ids, ...consent });
  expect(sentence(await read())).toBe(
    "May get The Harbour Letter: asked for it on 3 October 2026, on a card at the reading.",
  );
  await expect(addSubscription(actor, { ...ids, ...consent })).rejects.toMatchObject({
    fields: { newsletterId: "They are on this newsletter already." },
  });
});

test("an unsubscribe by phone counts like the person's own", { tag: "@GD2" }, async () => {
  const { actor, ids, read } = await makeReader(true);
  await endSubscription(actor, { ...ids, how: "By phone, to Anna.", askedOn: "" });
  const contact = await read();
  expect(contact.subscriptions).toMatchObject([{ refusal: "unsubscribed" }]);
  expect(contact.suppressions).toMatchObject([{ reason: "unsubscribed", newsletterId: ids.newsletterId }]);
  expect(contact.consents[0]).toMatchObject({ kind: "withdrawal", wording: "By phone, to Anna." });
  expect(sentence(contact)).toBe(`Gets nothing: unsubscribed on ${today()}.`);
  await endSubscription(actor, { ...ids, how: "By phone again." });
  expect((await read()).consents).toHaveLength(contact.consents.length);
  await expect(addSubscription(actor, { ...ids, ...consent })).rejects.toMatchObject({
    fields: { newsletterId: expect.stringContaining("Resubscribe") },
  });
});

test("an unsubscribe outranks a bounce and a suppression by hand", async () => {
  for (const reason of ["bounced", "manual"]) {
    const { actor, ids, read, suppress } = await makeReader(true);
    await suppress(reason);
    await endSubscription(actor, { ...ids, newsletterId: "all", how: "By letter." });
    expect((await read()).suppressions, reason).toMatchObject([{ reason: "unsubscribed" }]);
  }
});

test("resubscribing lifts nothing until the person confirms", { tag: "@GD2" }, async () => {
  const { actor, ids, read } = await makeReader(true);
  await endSubscription(actor, { ...ids, how: "By phone." });
  await resubscribe(actor, { ...ids, ...back });
  const contact = await read();
  expect(contact.subscriptions).toMatchObject([
    { confirmedAt: null, unsubscribedAt: null, refusal: "unsubscribed" },
  ]);
  expect(contact.suppressions).toHaveLength(1);
  expect(contact.consents[0]?.kind).toBe("withdrawal");
  expect(contact.consents.find(({ kind }) => kind === "request")).toMatchObject({ wording: back.wording });
  expect(sentence(contact)).toBe(
    `Gets nothing: asked on ${today()} to get The Harbour Letter again and has not confirmed it.`,
  );
  await expect(resubscribe(actor, { ...ids, ...back })).rejects.toMatchObject({
    fields: { newsletterId: expect.stringContaining("within the last 30 days") },
  });
});

test("a lifted suppression alone brings no unconfirmed person back", async () => {
  const { actor, ids, read } = await makeReader(true);
  await endSubscription(actor, { ...ids, how: "By phone." });
  await resubscribe(actor, { ...ids, ...back });
  await asOwner(
    (sql) => sql`update suppressions set lifted_at = now() where workspace_id = ${actor.workspaceId}`,
  );
  expect((await read()).subscriptions).toMatchObject([{ refusal: "unconfirmed" }]);
});

test("a complaint and a dead mailbox are never asked back", async () => {
  for (const [reason, words] of [
    ["complained", "A complaint is never lifted"],
    ["bounced", "does not exist"],
    ["manual", "Lift that first"],
  ] as const) {
    const { actor, ids, read, suppress } = await makeReader(true);
    await endSubscription(actor, { ...ids, how: "By phone." });
    await suppress(reason);
    await expect(resubscribe(actor, { ...ids, ...back }), reason).rejects.toMatchObject({
      fields: { newsletterId: expect.stringContaining(words) },
    });
    expect((await read()).consents.filter(({ kind }) => kind === "request")).toEqual([]);
  }
});

test("an unsubscribe on request stops waiting messages of that newsletter alone", async () => {
  const { actor, workspaceId, ids } = await makeReader(true);
  const other = await makeNewsletter(workspaceId, "Other");
  const states = async () =>
    (await ownerSql()`select state from deliveries where workspace_id = ${workspaceId} order by id`).map(
      (row) => row.state,
    );
  for (const newsletterId of [ids.newsletterId, other.id]) {
    const { id } = await makeCampaign(workspaceId, { newsletterId });
    await makeDelivery(workspaceId, id, ids.contactId, "queued");
  }
  await endSubscription(actor, { ...ids, how: "By phone." });
  expect(await states()).toEqual(["skipped", "queued"]);
  await endSubscription(actor, { ...ids, newsletterId: "all", how: "By phone." });
  expect(await states()).toEqual(["skipped", "skipped"]);
});
