import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import type postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { audienceOf } from "#lib/audience/eligibility.ts";
import { endSubscription } from "#lib/audience/subscriptions/end.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import {
  asOwner,
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
import { deleteContact } from "./delete.ts";

let networks = 0;
const ask = (path: string, fields?: Record<string, string>) =>
  api(
    new Request(`http://localhost:3000${path}`, {
      redirect: "manual",
      ...(fields && { method: "POST", body: new URLSearchParams(fields) }),
    }),
    { ip: `2001:db8:c:${(++networks).toString(16)}::1`, requestId: `corrected-${networks}` },
  );

/** A person who got a message at an address that a member corrected afterwards, and who waits for another at the new one. */
async function makeCorrected() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: contactId = "", email: old = "" } = contact ?? {};
  const first = await makeCampaign(workspaceId, { newsletterId });
  const second = await makeCampaign(workspaceId, { newsletterId });
  const { id } = await makeDelivery(workspaceId, first.id, contactId);
  await makeDelivery(workspaceId, second.id, contactId, "queued");
  const right = uniqueEmail("right");
  await correctAddress(actor, { contactId, email: right, why: "Spelt by phone." });
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id });
  return { actor, workspaceId, newsletterId, contactId, old, right, token };
}

type Corrected = Awaited<ReturnType<typeof makeCorrected>>;

const stopsOf = ({ workspaceId }: { workspaceId: string }) => ownerSql()`
  select s.email, s.reason, s.newsletter_id is null as everything, s.email_hash = p.email_hash as current
  from suppressions s join contacts p on p.workspace_id = s.workspace_id
  where s.workspace_id = ${workspaceId} and s.lifted_at is null and p.address_corrected_at is not null order by current`;

const queuedOf = async ({ workspaceId }: Corrected) =>
  (
    await ownerSql()`select reason from deliveries where workspace_id = ${workspaceId} and state = 'skipped'`
  ).map(({ reason }) => reason);

async function refusalOf(workspaceId: string, newsletterId: string, email: string) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const [row] = await tx.execute<{ refusal: string | null }>(
      sql`select refusal from (${audienceOf(workspaceId, newsletterId)}) a where email = ${email}`,
    );
    return row ? row.refusal : "not there";
  });
}

test("leaving by the old mailbox holds for the corrected address", { tag: ["@OC12", "@GD2"] }, async () => {
  const reader = await makeCorrected();
  expect((await ask(`/unsubscribe/${reader.token}`, { scope: "all" })).status).toBe(303);
  expect([...(await stopsOf(reader))]).toEqual([
    { email: reader.old, reason: "unsubscribed", everything: true, current: false },
    { email: reader.right, reason: "unsubscribed", everything: true, current: true },
  ]);
  expect(await queuedOf(reader)).toEqual(["unsubscribed"]);
  // Another newsletter brings neither address back.
  const other = await makeNewsletter(reader.workspaceId, "Another");
  await createContact(reader.actor, {
    email: reader.old,
    newsletterId: other.id,
    basis: "express",
    wording: "A card of the fair.",
  });
  await asOwner(
    (tx) => tx`insert into subscriptions (workspace_id, newsletter_id, contact_id, confirmed_at)
      values (${reader.workspaceId}, ${other.id}, ${reader.contactId}, now())`,
  );
  for (const email of [reader.right, reader.old])
    expect(await refusalOf(reader.workspaceId, other.id, email)).toBe("unsubscribed");
});

test("both links of a corrected person pressed at once leave once", async () => {
  const reader = await makeCorrected();
  const [newer] = await ownerSql()`update deliveries set state = 'sent'
    where workspace_id = ${reader.workspaceId} and state = 'queued' returning id`;
  const link = signLink(await linkKey(), "unsubscribe", {
    workspaceId: reader.workspaceId,
    id: newer?.id,
  });
  const pressed = await Promise.all(
    [reader.token, link, reader.token, link].map((token) => ask(`/unsubscribe/${token}`, { scope: "all" })),
  );
  expect(pressed.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  expect(await stopsOf(reader)).toHaveLength(2);
});

test("a wish by any way holds for every address", { tag: "@OC12" }, async () => {
  const byMember = await makeCorrected();
  await endSubscription(byMember.actor, {
    contactId: byMember.contactId,
    newsletterId: "all",
    how: "By phone.",
  });
  expect((await stopsOf(byMember)).map(({ email }) => email)).toEqual([byMember.old, byMember.right]);

  const byHand = await makeCorrected();
  await addSuppressions(byHand.actor, { emails: byHand.old });
  expect(await refusalOf(byHand.workspaceId, byHand.newsletterId, byHand.right)).toBe("manual");

  const bounced = await makeCorrected();
  await asOwner(
    (tx) => tx`insert into suppressions (workspace_id, id, email_hash, reason, source)
      select workspace_id, new_id(), email_hash, 'bounced', 'smtp_reply' from contact_addresses
      where workspace_id = ${bounced.workspaceId} and email = ${bounced.old}`,
  );
  expect(await refusalOf(bounced.workspaceId, bounced.newsletterId, bounced.right)).toBeNull();
});

test("an old address that is somebody else's now is theirs alone", async () => {
  const reader = await makeCorrected();
  const theirs = await createContact(reader.actor, {
    email: reader.old,
    newsletterId: reader.newsletterId,
    basis: "express",
    wording: "A card of the fair.",
  });
  await endSubscription(reader.actor, { contactId: theirs.id, newsletterId: "all", how: "By phone." });
  expect(await refusalOf(reader.workspaceId, reader.newsletterId, reader.right)).toBeNull();
  expect(await queuedOf(reader)).toEqual([]);
});

test("an old mailbox's link leaves, and neither joins nor takes back", async () => {
  const reader = await makeCorrected();
  await asOwner(
    (tx) => tx`update newsletters set visibility = 'public' where workspace_id = ${reader.workspaceId}`,
  );
  const fresh = await makeNewsletter(reader.workspaceId, "Fresh");
  await asOwner((tx) => tx`update newsletters set visibility = 'public' where id = ${fresh.id}`);
  const page = await ask(`/preferences/${reader.token}`);
  expect([page.status, page.headers.get("location")]).toEqual([303, `/unsubscribe/${reader.token}`]);
  await ask(`/preferences/${reader.token}`, { [`shown:${fresh.id}`]: "1", [`on:${fresh.id}`]: "1" });
  expect(await refusalOf(reader.workspaceId, fresh.id, reader.right)).toBe("not there");

  await ask(`/unsubscribe/${reader.token}`, { scope: "all" });
  await ask(`/unsubscribe/${reader.token}`, { act: "undo" });
  expect(await refusalOf(reader.workspaceId, reader.newsletterId, reader.right)).toBe("unsubscribed");
});

test("a question at a mistyped mailbox is over once it is corrected", { tag: "@DO2" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [typo, other] = await makeContacts(workspaceId, 2);
  const askAt = async (contactId = "") => {
    const id = uuidv7();
    await asOwner(
      (
        tx,
      ) => tx`insert into confirmations (workspace_id, id, newsletter_id, contact_id, form, wording, locale)
        values (${workspaceId}, ${id}, ${newsletterId}, ${contactId}, 'hosted', 'Send me The Weekly Engine.', 'en')`,
    );
    await asOwner(
      (tx) => tx`insert into subscriptions (workspace_id, newsletter_id, contact_id)
        values (${workspaceId}, ${newsletterId}, ${contactId}) on conflict do nothing`,
    );
    return `/confirm/${signLink(await linkKey(), "confirm", { workspaceId, id })}`;
  };
  const link = await askAt(typo?.id);
  const untouched = await askAt(other?.id);
  const right = uniqueEmail("right");
  await correctAddress(actor, { contactId: typo?.id ?? "", email: right, why: "Spelt by phone." });
  for (const fields of [undefined, { act: "confirm" }, { act: "disown" }]) {
    const page = await (await ask(link, fields)).text();
    expect(page).toContain("This link has expired");
    expect(page).not.toContain(right.slice(-12));
    expect(await refusalOf(workspaceId, newsletterId, right)).toBe("unconfirmed");
  }
  expect(await (await ask(untouched, { act: "confirm" })).text()).toContain("You are subscribed");
  await ask(await askAt(typo?.id), { act: "confirm" });
  expect(await refusalOf(workspaceId, newsletterId, right)).toBeNull();
});

test("an address and its hash never part", { tag: "@GD5" }, async () => {
  const { workspaceId, contactId, right, old } = await makeCorrected();
  const refused = /an address and its hash change together|holds the hash of another/;
  for (const change of [
    (tx) => tx`update contacts set email = 'other@person.example' where id = ${contactId}`,
    (tx) => tx`update contacts set email_hash = sha256('x') where id = ${contactId}`,
    (tx) =>
      tx`update deliveries set email = 'other@person.example' where workspace_id = ${workspaceId} and state = 'queued'`,
    (tx) =>
      tx`update deliveries set email_hash = sha256('x') where workspace_id = ${workspaceId} and state = 'queued'`,
    (tx) =>
      tx`insert into suppressions (workspace_id, id, email_hash, email, reason, source)
        select workspace_id, new_id(), sha256('x'), ${right}, 'manual', 'manual' from contacts where id = ${contactId}`,
    (tx) =>
      tx`insert into suppressions (workspace_id, id, email_hash, email, reason, source)
        select workspace_id, new_id(), email_hash, ${right}, 'manual', 'manual' from contact_addresses
        where workspace_id = ${workspaceId} and email = ${old}`,
  ] as ((tx: postgres.TransactionSql) => Promise<unknown>)[])
    await expect(asOwner(change)).rejects.toThrow(refused);
});

test("an erased person's earlier address stands in no table", { tag: "@GD5" }, async () => {
  const reader = await makeCorrected();
  await ask(`/unsubscribe/${reader.token}`, { scope: "all" });
  await deleteContact(reader.actor, { contactId: reader.contactId, typed: "erase" });
  const tables = await ownerSql()<{ name: string }[]>`
    select c.table_name as name from information_schema.columns c join pg_class k on k.relname = c.table_name and k.relkind = 'r'
    where c.table_schema = 'public' and c.column_name = 'workspace_id'`;
  for (const { name } of tables) {
    const [found] =
      await ownerSql()`select count(*)::int as n from ${ownerSql()(name)} t where workspace_id = ${reader.workspaceId}
      and (position(${reader.old} in t::text) > 0 or position(${reader.right} in t::text) > 0)`;
    expect(found?.n, name).toBe(0);
  }
  // The old mail's link still leaves, and what it says holds for the address that nobody can read any more.
  await asOwner((tx) => tx`delete from suppressions where workspace_id = ${reader.workspaceId}`);
  await ask(`/unsubscribe/${reader.token}`, { scope: "all" });
  await createContact(reader.actor, {
    email: reader.right,
    newsletterId: reader.newsletterId,
    basis: "express",
    wording: "A card of the fair.",
  });
  expect(await refusalOf(reader.workspaceId, reader.newsletterId, reader.right)).toBe("unsubscribed");
});
