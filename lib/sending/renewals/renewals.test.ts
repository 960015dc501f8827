import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { consentReceipt } from "#lib/audience/consents/hand-over.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { getContact } from "#lib/audience/contacts/get.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { work } from "#lib/core/work.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import { checkLines } from "#lib/sending/campaigns/check-lines.ts";
import { duplicateCampaign } from "#lib/sending/campaigns/duplicate.ts";
import { countAudience, readFacts } from "#lib/sending/campaigns/facts.ts";
import { updateCampaign } from "#lib/sending/campaigns/update.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { anonymous, asOwner, makeContacts, makeMember, ownerSql } from "#testing/factories.ts";
import { agreeToRenewal } from "./agree.ts";
import { makeLapsing } from "./lapsing.fixture.ts";
import { prepareRenewal } from "./prepare.ts";

type Lapsing = Awaited<ReturnType<typeof makeLapsing>>;

const audienceOf = ({ actor, workspaceId, newsletterId }: Lapsing, campaignId: string) =>
  work(actor, ({ tx }) => countAudience(tx, workspaceId, campaignId, newsletterId));

const linkOf = async (workspaceId: string, id: string) =>
  signLink(await linkKey(), "agree", { workspaceId, id });

const visit = (path: string, init: RequestInit = {}) =>
  api(new Request(`http://localhost:3000${path}`, init), {
    ip: "198.51.100.7",
    requestId: uuidv7(),
  });

const press = (token: string, language = "en") =>
  visit(`/agree/${token}`, {
    method: "POST",
    body: new URLSearchParams({ act: "agree" }),
    headers: { "accept-language": language, "user-agent": "A browser" },
  });

const expressOf = (contactId: string) =>
  ownerSql()`select wording, evidence, ip, user_agent from consents where contact_id = ${contactId} and basis = 'express'`;

test("a renewal is prepared for exactly those whose ground ends", { tag: ["@CA2", "@CA3"] }, async () => {
  const made = await makeLapsing(5);
  const { actor, workspaceId, newsletterId, people } = made;
  const [, leaves, isBlocked, longer, express] = people.map(({ id }) => id);
  const others = await makeContacts(workspaceId, 2, newsletterId);
  await endSubscription(actor, { contactId: leaves ?? "", newsletterId, how: "By phone, to Anna." });
  await suppressContacts(actor, { contactIds: [isBlocked ?? ""], note: "Asked by phone." });
  await asOwner(async (db) => {
    for (const [id, basis, days] of [
      [longer, "implied_purchase", 200],
      [express, "express", null],
    ] as const)
      await db`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, given_on, expires_at)
        values (${uuidv7()}, ${workspaceId}, ${id ?? ""}, ${newsletterId}, 'grant', ${basis}, 'manual', 'So it was.', 'member', current_date,
          now() + make_interval(days => ${days}))`;
  });
  const { id, people: asked } = await prepareRenewal(actor, { newsletterId });
  expect(asked).toBe(1);
  expect(await audienceOf(made, id)).toMatchObject({ eligible: 1, skipped: {} });
  expect(others).toHaveLength(2);

  const facts = await work(actor, ({ tx }) => readFacts(tx, actor, id));
  expect(facts.body).toContain("{{agree_url}}");
  for (const said of [
    "Harbour Books",
    "The Weekly Engine",
    "4 Quay Street, Halifax",
    "withdraw your consent",
  ])
    expect(facts.body).toContain(said);
  const agree = (body: string) =>
    checkLines({ ...facts, body }, { eligible: 1, skipped: {} }).find((line) => line.id === "agree")?.state;
  expect([agree(facts.body), agree("Hello.")]).toEqual(["ok", "stop"]);
});

test("a renewal whose people are gone goes to nobody", { tag: "@CA3" }, async () => {
  const made = await makeLapsing(1);
  const { actor, workspaceId, newsletterId, people } = made;
  const { id } = await prepareRenewal(actor, { newsletterId });
  await makeContacts(workspaceId, 3, newsletterId);
  await deleteContact(actor, { contactId: people[0]?.id ?? "", typed: "erase" });
  expect(await audienceOf(made, id)).toEqual({ eligible: 0, skipped: {} });
});

test("a copy of a renewal asks nobody else", { tag: "@CA3" }, async () => {
  const { actor, newsletterId } = await makeLapsing();
  const { id } = await prepareRenewal(actor, { newsletterId });
  const copy = await duplicateCampaign(actor, { campaignId: id });
  const facts = await work(actor, ({ tx }) => readFacts(tx, actor, copy.id));
  expect(checkLines(facts, { eligible: 1, skipped: {} })).toContainEqual(
    expect.objectContaining({ state: "stop", text: "Line 7: there is no field called “agree_url”." }),
  );
});

test("nobody is asked twice within 30 days", { tag: "@CA3" }, async () => {
  const { actor, newsletterId, sent } = await makeLapsing();
  await sent();
  await expect(prepareRenewal(actor, { newsletterId })).rejects.toMatchObject({ code: "conflict" });
  const { actor: stranger } = await makeMember();
  await expect(prepareRenewal(stranger, { newsletterId })).rejects.toMatchObject({ code: "notFound" });
});

test("only the person's own press gives express consent, once", {
  tag: ["@CA3", "@CA6", "@GD1"],
}, async () => {
  const { actor, workspaceId, people, sent } = await makeLapsing();
  const contactId = people[0]?.id ?? "";
  const token = await linkOf(workspaceId, await sent());
  for (const method of ["GET", "HEAD", "GET"]) {
    const response = await visit(`/agree/${token}`, { method });
    expect(response.status).toBe(200);
    if (method === "GET") {
      const text = await response.text();
      for (const said of ["Harbour Books", "4 Quay Street, Halifax", "I can unsubscribe at any time"])
        expect(text).toContain(said);
      expect(text).not.toContain("<script");
    }
  }
  expect(await expressOf(contactId)).toEqual([]);

  const answers = await Promise.all([press(token), press(token), press(token)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(texts.filter((text) => text.includes("You are subscribed to"))).toHaveLength(1);
  expect(await (await press(token)).text()).toContain("You already confirmed");
  const [grant, ...more] = await expressOf(contactId);
  expect(more).toEqual([]);
  expect(grant).toMatchObject({
    ip: "198.51.100.7",
    user_agent: "A browser",
    wording: expect.stringContaining("Harbour Books may send me The Weekly Engine by email"),
    evidence: { form: "renewal", locale: "en", confirmed: true, confirmationMessageId: "<a@sender.test>" },
  });

  const contact = await getContact(actor, { contactId });
  expect(contact.subscriptions).toMatchObject([{ refusal: null }]);
  const consent = contact.consents.find(({ basis }) => basis === "express");
  const { receipt } = await consentReceipt(actor, { contactId, consentId: consent?.id ?? "" });
  expect(receipt).toMatchObject({
    form: "renewal",
    confirmationMessageId: "<a@sender.test>",
    confirmedAt: consent?.occurredAt.toISOString(),
    expiresAt: null,
  });
});

test("an old link brings nobody back who left since", { tag: ["@CA3", "@GD2"] }, async () => {
  for (const leave of ["newsletter", "all", "suppressed"] as const) {
    const { actor, workspaceId, newsletterId, people, sent } = await makeLapsing();
    const contactId = people[0]?.id ?? "";
    const token = await linkOf(workspaceId, await sent());
    if (leave === "suppressed")
      await suppressContacts(actor, { contactIds: [contactId], note: "Asked by phone." });
    else
      await endSubscription(actor, {
        contactId,
        newsletterId: leave === "all" ? "all" : newsletterId,
        how: "By phone, to Anna.",
      });
    const text = await (await press(token)).text();
    expect(text, leave).toContain("You are unsubscribed from");
    await expect(agreeToRenewal(anonymous(), { token, locale: "en" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await expressOf(contactId)).toEqual([]);
  }
});

test("a replayed link leaves a withdrawn renewal withdrawn", {
  tag: "@GD2",
}, async () => {
  const { actor, workspaceId, newsletterId, people, sent } = await makeLapsing();
  const contactId = people[0]?.id ?? "";
  const token = await linkOf(workspaceId, await sent());
  await press(token);
  await endSubscription(actor, { contactId, newsletterId, how: "By phone, to Anna." });
  await press(token);
  expect(await expressOf(contactId)).toHaveLength(1);
  expect((await getContact(actor, { contactId })).subscriptions).toMatchObject([{ refusal: "unsubscribed" }]);
});

test("forged, foreign and erased links of renewals open nothing", { tag: "@CA3" }, async () => {
  const { actor, workspaceId, people, sent } = await makeLapsing();
  const id = await sent();
  const key = await linkKey();
  const { workspaceId: other } = await makeMember();
  const good = await linkOf(workspaceId, id);
  for (const token of [
    "A".repeat(64),
    good.slice(0, -1),
    signLink(key, "unsubscribe", { workspaceId, id }),
    signLink(key, "confirm", { workspaceId, id }),
    await linkOf(other, id),
    await linkOf(workspaceId, uuidv7()),
  ]) {
    expect((await press(token)).status, token).toBe(404);
    await expect(agreeToRenewal(anonymous(), { token, locale: "en" })).rejects.toMatchObject({
      code: "notFound",
    });
  }
  // The link of ordinary mail is none to agree by.
  await asOwner((db) => db`update campaigns set purpose = 'news' where workspace_id = ${workspaceId}`);
  expect((await press(good)).status).toBe(404);
  await asOwner((db) => db`update campaigns set purpose = 'renewal' where workspace_id = ${workspaceId}`);
  await deleteContact(actor, { contactId: people[0]?.id ?? "", typed: "erase" });
  expect((await press(good)).status).toBe(404);
});

test("a renewal leaves out people whose ground ended before it was sent", { tag: "@CA2" }, async () => {
  const made = await makeLapsing(2);
  const { id } = await prepareRenewal(made.actor, { newsletterId: made.newsletterId });
  expect(await audienceOf(made, id)).toMatchObject({ eligible: 2 });
  await asOwner(async (db) => {
    await db`create temp table moved on commit drop as select * from consents where contact_id = ${made.people[0]?.id ?? ""}`;
    await db`update moved set expires_at = now() - interval '1 second'`;
    await db`delete from consents where contact_id = ${made.people[0]?.id ?? ""}`;
    await db`insert into consents select * from moved`;
  });
  expect(await audienceOf(made, id)).toEqual({ eligible: 1, skipped: { consent_expired: 1 } });
  await updateCampaign(made.actor, { campaignId: id, name: "Ask again", body: "Other words: {{agree_url}}" });
  const [row] = await work(made.actor, ({ tx }) =>
    tx.execute(sql`select purpose from campaigns where id = ${id}`),
  );
  expect(row).toMatchObject({ purpose: "renewal" });
});

test("a sent renewal carries each reader's own link and no other's", { tag: ["@CA3", "@CA4"] }, async () => {
  const ready = await readyCampaign(2, { body: "Agree here: [page]({{agree_url}})" });
  const { workspaceId, campaignId, contacts } = ready;
  const asked = contacts[0]?.id ?? "";
  await asOwner(async (db) => {
    await db`update campaigns set purpose = 'renewal' where id = ${campaignId}`;
    await db`insert into campaign_people (workspace_id, campaign_id, contact_id) values (${workspaceId}, ${campaignId}, ${asked})`;
  });
  expect(await ready.send()).toMatchObject({ queued: 1, skipped: 0 });
  await ready.deliver();
  expect(await ready.arrived()).toEqual([contacts[0]?.email]);
  const [delivery] = await ownerSql()`select id from deliveries where campaign_id = ${campaignId}`;
  const link = await linkOf(workspaceId, delivery?.id);
  const [message] = await ready.server.messages();
  const text = message?.raw.toString().replaceAll("=\r\n", "") ?? "";
  expect(text.split(`/agree/${link}`)).toHaveLength(3);
  expect((await press(link)).status).toBe(200);
  expect(await expressOf(asked)).toHaveLength(2);
  await ready.server.close();
});
