import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { correctAddress } from "#lib/audience/contacts/correct-address.ts";
import { createContact } from "#lib/audience/contacts/create.ts";
import { getContact } from "#lib/audience/contacts/get.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import { optInCountries } from "#lib/audience/opt-in-countries.ts";
import { signerOf } from "#lib/crypto/ed25519.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { asOwner, makeContacts, makeMember, makeNewsletter, uniqueEmail } from "#testing/factories.ts";
import { consentReceipt } from "./hand-over.ts";
import { readReceipt } from "./read-receipt.ts";
import { receiptFault, sealReceipt } from "./receipt-hash.ts";
import { receiptSigner } from "./receipt-key.ts";

const interest = { basis: "legitimate_interest", wording: "Weighed in our note of 3 May 2026." } as const;
const sale = { givenOn: "2026-05-03", bought: "Two tickets", optOutOffered: "on" } as const;

async function makePlace() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const add = (more: object) =>
    createContact(actor, { email: uniqueEmail(), newsletterId, ...interest, ...more });
  return { actor, workspaceId, newsletterId, add };
}

test("legitimate interest alone is refused where the law asks for opt-in", { tag: "@GD11" }, async () => {
  const { actor, add } = await makePlace();
  for (const country of [...optInCountries, ""])
    await expect(add({ country }), country).rejects.toMatchObject({
      fields: { basis: expect.stringContaining("ePrivacy 13") },
    });
  await expect(add({ country: "France" })).rejects.toMatchObject({
    fields: { basis: expect.stringContaining("people in France") },
  });
  for (const given of [{ country: "US" }, { country: "FR", ...sale }]) {
    const { id } = await add(given);
    expect((await getContact(actor, { contactId: id })).subscriptions).toMatchObject([{ refusal: null }]);
  }
});

test("soft opt-in needs every fact of the sale", { tag: "@GD11" }, async () => {
  const { add } = await makePlace();
  for (const field of ["givenOn", "bought", "optOutOffered"] as const) {
    const attempt = add({ country: "FR", ...sale, [field]: "" });
    await expect(attempt, field).rejects.toMatchObject({ fields: { [field]: expect.stringMatching(/\S/) } });
  }
});

test("a receipt verifies, and a changed word does not", { tag: "@GD1" }, async () => {
  const { actor, add } = await makePlace();
  const { id: contactId } = await add({
    country: "FR",
    ...sale,
    place: "at the box office",
    noticeVersion: "Version of May 2026",
    wording: 'Send me “the letter” – ünïcode \\ " too.',
  });
  const [consent] = (await getContact(actor, { contactId })).consents;
  const ids = { contactId, consentId: consent?.id ?? "" };
  const receipt = await consentReceipt(actor, ids);
  expect(receipt.receipt).toMatchObject({
    kind: "grant",
    softOptIn: true,
    purpose: "The Weekly Engine",
    place: "at the box office",
    noticeVersion: "Version of May 2026",
    givenOn: "2026-05-03",
    ip: null,
  });
  expect(await consentReceipt(actor, ids)).toEqual(receipt);
  const { publicKey } = await receiptSigner();
  const held = readReceipt(JSON.stringify(receipt));
  expect(held && receiptFault(held, publicKey)).toBeNull();
  const forger = signerOf(Buffer.alloc(32, 7));
  const { wordingSha256: _, ...facts } = receipt.receipt;
  for (const [fault, forged] of [
    ["facts", { ...receipt, receipt: { ...receipt.receipt, givenOn: "2025-05-03" } }],
    ["wording", { ...receipt, receipt: { ...receipt.receipt, wording: "Anything." } }],
    ["facts", { ...receipt, sha256: "0".repeat(64) }],
    ["signature", { ...receipt, signature: forger.sign("else") }],
    ["key", sealReceipt({ ...facts, givenOn: "2025-05-03" }, forger)],
    // Whoever mends the hash cannot mend the signature.
    ["signature", { ...sealReceipt({ ...facts, bought: "More" }, forger), publicKey }],
  ] as const)
    expect(receiptFault(forged, publicKey)).toBe(fault);
});

test("later changes of address, newsletter and sender change no receipt", { tag: "@GD1" }, async () => {
  const { actor, newsletterId } = await makePlace();
  const email = uniqueEmail("ada");
  const given = { basis: "express", wording: "She said so at the fair." } as const;
  const { id: contactId } = await createContact(actor, { email, newsletterId, ...given });
  const [consent] = (await getContact(actor, { contactId })).consents;
  const ids = { contactId, consentId: consent?.id ?? "" };
  const before = await consentReceipt(actor, ids);
  await correctAddress(actor, { contactId, email: uniqueEmail("eva"), why: "She spelt it by phone." });
  await updateNewsletter(actor, { newsletterId, name: "Another name", description: "" });
  await updateWorkspace(actor, { senderName: "Another sender" });
  expect(before.receipt).toMatchObject({ person: { address: email }, purpose: "The Weekly Engine" });
  expect(await consentReceipt(actor, ids)).toEqual(before);
});

test("texts that are no receipt are told apart", () => {
  const receipt = { wording: "a", wordingSha256: "b" };
  const rest = { sha256: "c", publicKey: "d", signature: "e" };
  for (const text of [
    "",
    "[]",
    "null",
    "{",
    JSON.stringify({ receipt }),
    JSON.stringify({ receipt: { ...receipt, more: [1] }, ...rest }),
    JSON.stringify({ receipt: { ...receipt, a: { b: { c: { d: { e: {} } } } } }, ...rest }),
    " ".repeat(50_000),
  ])
    expect(readReceipt(text), text.slice(0, 40)).toBeNull();
  const read = readReceipt(JSON.stringify({ receipt, ...rest }));
  expect(read && receiptFault(read)).toBe("wording");
});

test("a receipt of another contact or workspace is not there", async () => {
  const { actor, workspaceId, add } = await makePlace();
  const { id: contactId } = await add({ country: "US" });
  const [other] = await makeContacts(workspaceId, 1);
  const [consent] = (await getContact(actor, { contactId })).consents;
  const consentId = consent?.id ?? "";
  const { actor: stranger } = await makeMember();
  for (const [who, id] of [
    [actor, other?.id ?? ""],
    [stranger, contactId],
  ] as const)
    await expect(consentReceipt(who, { contactId: id, consentId })).rejects.toMatchObject({
      code: "notFound",
    });
});

test("a receipt has the person's own IP address, or why not", { tag: "@GD1" }, async () => {
  const { actor, workspaceId, newsletterId } = await makePlace();
  const receiptOf = async (row: Record<string, unknown>) => {
    const [contact] = await makeContacts(workspaceId, 1);
    const { id = "" } = contact ?? {};
    const consentId = uuidv7();
    await asOwner(
      (tx) =>
        tx`insert into consents ${tx({ id: consentId, workspace_id: workspaceId, contact_id: id, newsletter_id: newsletterId, kind: "grant", basis: "express", wording: "Yes.", ...row })}`,
    );
    return (await consentReceipt(actor, { contactId: id, consentId })).receipt;
  };
  const file = { source: "import", actor_kind: "job", evidence: { consentIp: "198.51.100.7" } };
  expect(await receiptOf(file)).toMatchObject({ ip: "198.51.100.7", ipMissing: null });
  const member = { source: "manual", actor_kind: "member", ip: "203.0.113.9", user_agent: "Office" };
  expect(await receiptOf(member)).toMatchObject({
    ip: null,
    userAgent: null,
    ipMissing: expect.stringContaining("by hand"),
  });
  const own = { source: "form", actor_kind: "anonymous", ip: "198.51.100.8", user_agent: "Phone" };
  expect(await receiptOf(own)).toMatchObject({ ip: "198.51.100.8", userAgent: "Phone", ipMissing: null });
});
