import { expect, test } from "@playwright/test";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import type { AppError } from "#lib/core/errors.ts";
import {
  auditOf,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { addSuppressions } from "./add.ts";
import { countSuppressions } from "./counts.ts";
import { liftSuppression } from "./lift.ts";
import { listSuppressions } from "./list.ts";

test("twenty concurrent one-click POSTs leave one suppression and one entry", {
  tag: "@OC7",
}, async () => {
  const { subscriber, contact, workspaceId, newsletterId } = await mailed();
  const results = await Promise.all(
    Array.from({ length: 20 }, () => unsubscribe(subscriber, { scope: "newsletter", source: "one_click" })),
  );
  expect(results.filter(({ changed }) => changed)).toHaveLength(1);
  expect(await unsubscribe(subscriber, { scope: "newsletter", source: "one_click" })).toEqual({
    changed: false,
  });

  expect(await suppressionsIn(workspaceId)).toMatchObject([
    { email: contact.email, newsletter_id: newsletterId, reason: "unsubscribed", source: "one_click" },
  ]);
  const withdrawals =
    await ownerSql()`select newsletter_id, basis, source, actor_kind, evidence, ip from consents
    where contact_id = ${contact.id} and kind = 'withdrawal'`;
  expect(withdrawals).toMatchObject([
    {
      newsletter_id: newsletterId,
      basis: "withdrawal",
      source: "one_click",
      actor_kind: "subscriber",
      ip: "203.0.113.7",
    },
  ]);
  const [subscription] =
    await ownerSql()`select unsubscribed_at from subscriptions where contact_id = ${contact.id}`;
  expect(subscription?.unsubscribed_at).not.toBeNull();
  const audited = (await auditOf(workspaceId)).filter(({ action }) => action === "contact.unsubscribe");
  expect(audited).toMatchObject([
    {
      actor_kind: "subscriber",
      target: contact.id,
      detail: {
        scope: "newsletter",
        source: "one_click",
        changed: true,
        queuedStopped: 0,
        delivery: subscriber.deliveryId,
      },
    },
  ]);
});

test("leaving everything stops all queued messages, one newsletter its own", {
  tag: "@GD2",
}, async () => {
  const one = await mailed();
  const other = await makeNewsletter(one.workspaceId, "Another letter");
  const elsewhere = await makeCampaign(one.workspaceId, { newsletterId: other.id });
  const here = await makeCampaign(one.workspaceId, { newsletterId: one.newsletterId });
  await makeDelivery(one.workspaceId, elsewhere.id, one.contact.id, "queued");
  await makeDelivery(one.workspaceId, here.id, one.contact.id, "queued");

  await unsubscribe(one.subscriber, { scope: "newsletter", source: "unsubscribe_page" });
  expect(await stateIn(here.id)).toEqual(["skipped", "unsubscribed"]);
  expect(await stateIn(elsewhere.id)).toEqual(["queued", null]);
  await unsubscribe(one.subscriber, { scope: "all", source: "unsubscribe_page" });
  expect(await stateIn(elsewhere.id)).toEqual(["skipped", "unsubscribed"]);
});

test("the link still works after the contact is erased", { tag: ["@OC13", "@GD5"] }, async () => {
  const { subscriber, contact, workspaceId } = await mailed();
  await ownerSql().begin(async (tx) => {
    await tx`select audit_append(gen_random_uuid(), null, null, 'job', 't', 'test.make', 'done', null, '{}', null, null, 't')`;
    await tx`delete from contacts where id = ${contact.id}`;
  });
  expect(await unsubscribe(subscriber, { scope: "all", source: "one_click" })).toEqual({ changed: true });
  expect(await suppressionsIn(workspaceId)).toMatchObject([{ email: null, reason: "unsubscribed" }]);
});

test("an unsubscribe outranks a bounce that is lifted later", async () => {
  const { subscriber, contact, workspaceId, actor } = await mailed();
  await addSuppressions(actor, { emails: contact.email });
  await unsubscribe(subscriber, { scope: "all", source: "one_click" });
  expect(await suppressionsIn(workspaceId)).toMatchObject([{ reason: "unsubscribed", source: "one_click" }]);

  const { rows } = await listSuppressions(actor, {});
  const suppressionId = rows[0]?.id ?? "";
  const refused = await liftSuppression(actor, { suppressionId, note: "They called." }).catch(
    (error: AppError) => error,
  );
  expect(refused).toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Only they lift that"),
  });
  expect((await listSuppressions(actor, {})).rows).toHaveLength(1);
});

test("pasted addresses are suppressed once, and bad lines are returned", async () => {
  const { contact, workspaceId, actor, newsletterId } = await mailed();
  const next = await makeCampaign(workspaceId, { newsletterId });
  await makeDelivery(workspaceId, next.id, contact.id, "queued");

  const emails = `${contact.email.toUpperCase()}\nbob@example.org, carol@example.org;bob@example.org\nnot an address\na@@b.example\n`;
  expect(await addSuppressions(actor, { emails, note: "Asked by telephone." })).toEqual({
    added: 3,
    already: 0,
    refused: [
      { line: 3, value: "not", reason: expect.any(String) },
      { line: 3, value: "an", reason: expect.any(String) },
      { line: 3, value: "address", reason: expect.any(String) },
      { line: 4, value: "a@@b.example", reason: "An email address has exactly one @ sign." },
    ],
  });
  expect(await stateIn(next.id)).toEqual(["skipped", "manual"]);
  expect(await addSuppressions(actor, { emails: "bob@example.org" })).toMatchObject({ added: 0, already: 1 });
  expect(await countSuppressions(actor, {})).toEqual({
    unsubscribed: 0,
    bounced: 0,
    complained: 0,
    manual: 3,
  });
  await expect(addSuppressions(actor, { emails: "nobody" })).rejects.toMatchObject({ code: "invalid" });
});

test("the list pages newest first, filters and finds partial addresses", async () => {
  const { actor } = await makeMember();
  const names = Array.from({ length: 7 }, (_, n) => `person${n}@example.net`);
  for (const name of names) await addSuppressions(actor, { emails: name });

  const first = await listSuppressions(actor, { limit: 4 });
  const second = await listSuppressions(actor, { limit: 4, cursor: first.nextCursor ?? undefined });
  expect([...first.rows, ...second.rows].map(({ email }) => email)).toEqual([...names].reverse());
  expect(second.nextCursor).toBeNull();
  expect((await listSuppressions(actor, { search: "SON3" })).rows.map(({ email }) => email)).toEqual([
    "person3@example.net",
  ]);
  expect((await listSuppressions(actor, { search: "%" })).rows).toEqual([]);
  expect((await listSuppressions(actor, { reason: "bounced" })).rows).toEqual([]);
});

test("another workspace's newsletter, suppression and link are not found", { tag: "@V8.2.2" }, async () => {
  const mine = await mailed();
  const { actor: stranger, workspaceId } = await makeMember();
  await addSuppressions(mine.actor, { emails: "ada@example.com" });
  const { rows } = await listSuppressions(mine.actor, {});

  const gone = { code: "notFound" };
  await expect(
    addSuppressions(stranger, { emails: "x@example.com", newsletterId: mine.newsletterId }),
  ).rejects.toMatchObject(gone);
  await expect(
    liftSuppression(stranger, { suppressionId: rows[0]?.id ?? "", note: "Mine now." }),
  ).rejects.toMatchObject(gone);
  const forged = { ...mine.subscriber, workspaceId };
  await expect(unsubscribe(forged, { scope: "all", source: "one_click" })).rejects.toMatchObject(gone);
  expect(await suppressionsIn(mine.workspaceId)).toHaveLength(1);
});

async function mailed() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  if (!contact) throw new Error("no contact was made");
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
  const { id: deliveryId } = await makeDelivery(workspaceId, campaignId, contact.id);
  const subscriber: Subscriber = {
    kind: "subscriber",
    workspaceId,
    contactId: contact.id,
    deliveryId,
    campaignId,
    newsletterId,
    origin: actor.origin,
  };
  return { actor, workspaceId, newsletterId, contact, campaignId, subscriber };
}

const suppressionsIn = (workspaceId: string) =>
  ownerSql()`select email, newsletter_id, reason, source from suppressions where workspace_id = ${workspaceId} and lifted_at is null`;

async function stateIn(campaignId: string) {
  const [row] = await ownerSql()`select state, reason from deliveries where campaign_id = ${campaignId}`;
  return [row?.state, row?.reason];
}
