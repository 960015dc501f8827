import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { confirmSubscription } from "#lib/audience/confirmations/confirm.ts";
import { makeConfirmation } from "#lib/audience/confirmations/contract.cases.ts";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { makeImport, plainCsv } from "#lib/audience/imports/contract.cases.ts";
import { importRun } from "#lib/audience/imports/run.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { setPreferences } from "#lib/audience/preferences/set.ts";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { rotateApiKey } from "#lib/integrations/api-keys/rotate.ts";
import { listWebhookDeliveries } from "#lib/integrations/webhook-deliveries/list.ts";
import { replayWebhookDelivery } from "#lib/integrations/webhook-deliveries/replay.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  makeContacts,
  makeMember,
  makeNewsletter,
  makeSending,
  ownerSql,
} from "#testing/factories.ts";
import { startReceiver } from "#testing/servers/receiver.ts";
import { makeWebhook, webhookInput } from "./contract.cases.ts";
import { createWebhook } from "./create.ts";
import { eventCatalogue, exampleOf } from "./event-catalogue.ts";
import { type EventType, eventTypes } from "./events.ts";
import { webhookDeliver, webhookDeliverSlow } from "./job.ts";
import { listWebhooks } from "./list.ts";
import { resumeWebhook } from "./resume.ts";
import { waits } from "./retries.ts";
import { rotateWebhookSecret } from "./rotate-secret.ts";
import { sendWebhookTest } from "./send-test.ts";
import { sweepWebhookDeliveries } from "./sweep.ts";
import { updateWebhook } from "./update.ts";
import { webhookWake } from "./wake.ts";

type Made = Awaited<ReturnType<typeof makeWebhook>>;

const all = [...eventTypes] as never;

/** Delivers as the queues of answering and of failing addresses would. */
async function deliver({ workspaceId, webhookId }: Pick<Made, "workspaceId" | "webhookId">) {
  await runJob(webhookDeliver, { workspaceId, webhookId });
  await runJob(webhookDeliverSlow, { workspaceId, webhookId });
}

/** Types of a webhook's events, by name, because two of one moment have no order. */
const typesOf = async ({ webhookId }: Pick<Made, "webhookId">) =>
  (
    await ownerSql()<{ type: string }[]>`
      select type from webhook_deliveries where webhook_id = ${webhookId} order by type, id`
  ).map(({ type }) => type);

const logOf = async ({ actor, webhookId }: Made) =>
  (await listWebhookDeliveries(actor, { webhookId })).rows.map(({ state, attempts, problem }) => ({
    state,
    attempts,
    problem,
  }));

/** Lets time pass, so that retries and the address itself are due. */
const timePasses = ({ webhookId }: Made) =>
  asOwner(async (sql) => {
    await sql`update webhook_deliveries set due_at = now(), lease_until = null where webhook_id = ${webhookId} and state = 'queued'`;
    await sql`update webhook_health set retry_at = null where webhook_id = ${webhookId}`;
  });

test("a delivery is signed as Standard Webhooks says", async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: receiver.url });
  await sendWebhookTest(made.actor, { webhookId: made.webhookId });
  await deliver(made);
  const [{ headers, body } = { headers: {}, body: "" }, ...more] = receiver.received;
  expect(more).toEqual([]);
  const verified = new Webhook(made.secret).verify(body, headers as Record<string, string>);
  expect(verified).toMatchObject({ type: "webhook.test", data: {} });
  expect(() => new Webhook(made.secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
  expect(await logOf(made)).toEqual([{ state: "delivered", attempts: 1, problem: null }]);
  expect((await listWebhooks(made.actor, {})).rows[0]?.deliveredAt).toBeInstanceOf(Date);
});

test("both secrets sign for a day after a rotation", async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: receiver.url });
  const { secret } = await rotateWebhookSecret(made.actor, { webhookId: made.webhookId });
  const verifiedBy = async (key: string) => {
    receiver.received.length = 0;
    await sendWebhookTest(made.actor, { webhookId: made.webhookId });
    await deliver(made);
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: "" };
    try {
      return Boolean(new Webhook(key).verify(body, headers as Record<string, string>));
    } catch {
      return false;
    }
  };
  expect([await verifiedBy(secret), await verifiedBy(made.secret)]).toEqual([true, true]);
  await asOwner(
    (sql) =>
      sql`update webhook_secrets set ends_at = now() where webhook_id = ${made.webhookId} and ends_at is not null`,
  );
  expect([await verifiedBy(secret), await verifiedBy(made.secret)]).toEqual([true, false]);
  const sealed =
    await ownerSql()`select 1 from webhook_secrets where position(convert_to(${secret}, 'UTF8') in secret) > 0`;
  expect(sealed).toHaveLength(0);
});

test("what happens to a person is told, each event once", { tag: "@GD6" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [person] = await makeContacts(workspaceId, 1);
  const contactId = person?.id ?? "";
  const { id: webhookId } = await createWebhook(actor, { ...webhookInput, events: all });
  const made = { webhookId };
  await addSubscription(actor, {
    contactId,
    newsletterId,
    basis: "express",
    wording: "She asked for it at the fair.",
  });
  expect(await typesOf(made)).toEqual(["contact.subscribed"]);
  const change = (set: string) =>
    asOwner((sql) => sql.unsafe(`update subscriptions set ${set} where contact_id = '${contactId}'`));
  await change("unsubscribed_at = now()");
  await change("unsubscribed_at = now()");
  await change("unsubscribed_at = null");
  const suppress = (reason: string, source: string) =>
    asOwner(
      (sql) => sql`insert into suppressions (id, workspace_id, email_hash, reason, source)
        select new_id(), workspace_id, email_hash, ${reason}, ${source} from contacts where id = ${contactId}`,
    );
  await suppress("bounced", "smtp_reply");
  await asOwner((sql) => sql`update suppressions set lifted_at = now() where workspace_id = ${workspaceId}`);
  await suppress("complained", "import");
  await deleteContact(actor, { contactId, typed: "erase" });
  expect(await typesOf(made)).toEqual([
    "contact.bounced",
    "contact.erased",
    "contact.subscribed",
    "contact.subscribed",
    "contact.unsubscribed",
  ]);
});

test("the catalogue of events says what each delivery holds", async () => {
  const { actor, workspaceId, contactId, newsletterId, campaignId } = await makeSending();
  const { id: webhookId } = await createWebhook(actor, { ...webhookInput, events: all });
  const change = (statement: string) => asOwner((sql) => sql.unsafe(statement));
  await change(`update subscriptions set unsubscribed_at = now() where contact_id = '${contactId}'`);
  await change(`update subscriptions set unsubscribed_at = null where contact_id = '${contactId}'`);
  await asOwner(
    (sql) => sql`insert into suppressions (id, workspace_id, email_hash, reason, source, campaign_id)
      select new_id(), workspace_id, email_hash, r, 'smtp_reply', ${campaignId} from contacts, unnest('{bounced}'::text[]) r
      where id = ${contactId}`,
  );
  await change(`update campaigns set finished_at = now() where id = '${campaignId}'`);
  await createApiKey(actor, { name: "Shop", environment: "live", scopes: ["contacts:read"], lifetime: "90" });
  await confirmSubscription(anonymous(), {
    token: signLink(await linkKey(), "confirm", {
      workspaceId,
      id: await makeConfirmation(workspaceId, newsletterId, contactId),
    }),
  });
  await deleteContact(actor, { contactId, typed: "erase" });
  const sent = await ownerSql()<{ type: EventType; holds: string[] }[]>`
    select type, array_remove(array[case when contact_id is not null then 'contact' end,
      case when newsletter_id is not null then 'newsletter' end, case when campaign_id is not null then 'campaign' end,
      case when api_key_id is not null then 'api_key' end], null) as holds
    from webhook_deliveries where webhook_id = ${webhookId}`;
  const seen = eventTypes.filter((type) => type !== "contact.complained");
  expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(seen));
  for (const { type, holds } of sent) {
    const { about, may = [] } = eventCatalogue[type];
    expect(holds, type).toEqual(expect.arrayContaining(about));
    expect([...about, ...may], type).toEqual(expect.arrayContaining(holds));
  }
  const guide = await readFile(fileURLToPath(new URL("../../../docs/webhooks.md", import.meta.url)), "utf8");
  for (const type of eventTypes) {
    expect(guide).toContain(`| \`${type}\` |`);
    expect(Object.keys(JSON.parse(exampleOf(type)).data)).toEqual(
      expect.arrayContaining(eventCatalogue[type].about),
    );
  }
});

test("contact.confirmed tells of a person's own press alone", async () => {
  const { actor, workspaceId, receive, importId } = await makeImport(
    "Email,Confirmed on\nada@example.com,2026-05-01\n",
  );
  const { id: webhookId } = await createWebhook(actor, { ...webhookInput, events: all });
  await receive();
  await startImport(actor, { importId, ...plainCsv, mapping: { email: 0, confirmedAt: 1 } });
  await runJob(importRun, { workspaceId, importId });
  const { id: asked } = await makeNewsletter(workspaceId, "Asked for by mail");
  const { id: added } = await makeNewsletter(workspaceId, "Added by a member");
  const [person] = await listContacts(actor, {}).then(({ rows }) => rows);
  const contactId = person?.id ?? "";
  await addSubscription(actor, {
    contactId,
    newsletterId: added,
    basis: "express",
    wording: "She asked for it at the fair.",
  });
  expect(await typesOf({ webhookId })).toEqual(["contact.subscribed", "contact.subscribed"]);

  const id = await makeConfirmation(workspaceId, asked, contactId);
  await confirmSubscription(anonymous(), {
    token: signLink(await linkKey(), "confirm", { workspaceId, id }),
  });
  expect(await typesOf({ webhookId })).toEqual([
    "contact.confirmed",
    "contact.subscribed",
    "contact.subscribed",
    "contact.subscribed",
  ]);
});

test("a choice on the preference page tells of a confirmation", async () => {
  const { actor, workspaceId, newsletterId, ...reader } = await makeSending();
  const { id: open } = await makeNewsletter(workspaceId, "Public letter");
  await asOwner((sql) => sql`update newsletters set visibility = 'public' where id = ${open}`);
  const { id: webhookId } = await createWebhook(actor, { ...webhookInput, events: all });
  await setPreferences(
    { kind: "subscriber", workspaceId, newsletterId, ...reader, origin: actor.origin },
    {
      shown: [newsletterId, open],
      wanted: [newsletterId, open],
      pausedUntil: null,
      language: null,
      wording: "Send me what I chose.",
      locale: "en",
    },
  );
  expect(await typesOf({ webhookId })).toEqual(["contact.confirmed", "contact.subscribed"]);
});

test("a key made or rotated is told by id and name alone", async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: receiver.url, events: ["api_key.created"] as never });
  const { actor } = made;
  const { id, key } = await createApiKey(actor, {
    name: "Shop",
    environment: "live",
    scopes: ["contacts:read"],
    lifetime: "90",
  });
  const next = await rotateApiKey(actor, { keyId: id, overlap: "1" });
  await deliver(made);
  const told = receiver.received.map(({ body }) => JSON.parse(body));
  expect(told.map(({ type, data }) => ({ type, data }))).toEqual(
    expect.arrayContaining(
      [id, next.id].map((each) => ({
        type: "api_key.created",
        data: { api_key: { id: each, name: "Shop" } },
      })),
    ),
  );
  expect(told).toHaveLength(2);
  for (const { body } of receiver.received) expect(body).not.toContain(key.slice(8, 18));
});

test("an event goes to every address that listens, under one id", async () => {
  const { actor, workspaceId } = await makeMember();
  const [person] = await makeContacts(workspaceId, 1);
  for (const events of [["contact.erased"], ["contact.erased", "campaign.finished"], ["campaign.finished"]])
    await createWebhook(actor, { ...webhookInput, events: events as EventType[] });
  await deleteContact(actor, { contactId: person?.id ?? "", typed: "erase" });
  const rows = await ownerSql()`select event_id from webhook_deliveries where workspace_id = ${workspaceId}`;
  expect(rows).toHaveLength(2);
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(1);
});

test("a person who was erased meanwhile is told of by id alone", { tag: "@GD5" }, async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: receiver.url, events: all });
  const { id: newsletterId } = await makeNewsletter(made.workspaceId);
  const [person] = await makeContacts(made.workspaceId, 1, newsletterId);
  const contactId = person?.id ?? "";
  await deliver(made);
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.contact)).toContainEqual({
    id: contactId,
    email: person?.email,
  });
  receiver.received.length = 0;
  await asOwner(
    (sql) => sql`update subscriptions set unsubscribed_at = now() where contact_id = ${contactId}`,
  );
  await deleteContact(made.actor, { contactId, typed: "erase" });
  await deliver(made);
  expect(receiver.received.map(({ body }) => JSON.parse(body).type).sort()).toEqual([
    "contact.erased",
    "contact.unsubscribed",
  ]);
  for (const { body } of receiver.received) {
    expect(JSON.parse(body).data.contact).toEqual({ id: contactId });
    expect(body).not.toContain(person?.email);
  }
});

test("a person whose data are restricted is told of by id alone", { tag: "@GD6" }, async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: receiver.url, events: all });
  const { id: newsletterId } = await makeNewsletter(made.workspaceId);
  const [person] = await makeContacts(made.workspaceId, 1, newsletterId);
  const contactId = person?.id ?? "";
  await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${contactId}`);
  await deliver(made);
  expect(receiver.received).toHaveLength(1);
  for (const { body } of receiver.received) expect(JSON.parse(body).data.contact).toEqual({ id: contactId });
});

test("a failing address is tried again, and asked once while it fails", async () => {
  await using receiver = await startReceiver(() => ({ status: 503 }));
  const made = await makeWebhook({ url: receiver.url });
  for (let more = 0; more < 3; more++) await sendWebhookTest(made.actor, { webhookId: made.webhookId });
  await deliver(made);
  expect(receiver.received).toHaveLength(3);
  expect(await logOf(made)).toEqual(
    Array.from({ length: 3 }, () => ({ state: "queued", attempts: 1, problem: "Answered 503" })),
  );
  await deliver(made);
  expect(receiver.received, "nothing is due yet").toHaveLength(3);
  receiver.behaves(() => ({ status: 200 }));
  await timePasses(made);
  await deliver(made);
  expect((await logOf(made)).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
  expect((await listWebhooks(made.actor, {})).rows[0]).toMatchObject({ failingSince: null, problem: null });
});

test("a dead address holds its own deliveries after three failures", async () => {
  const made = await makeWebhook({ url: "http://127.0.0.1:1/hooks" });
  for (let round = 0; round < 3; round++) {
    await sendWebhookTest(made.actor, { webhookId: made.webhookId });
    await deliver(made);
  }
  const [health] =
    await ownerSql()`select failures, retry_at > now() as waits from webhook_health where webhook_id = ${made.webhookId}`;
  expect(health).toEqual({ failures: 3, waits: true });
  await sendWebhookTest(made.actor, { webhookId: made.webhookId });
  await deliver(made);
  const [row] =
    await ownerSql()`select count(*)::int as n from webhook_deliveries where webhook_id = ${made.webhookId} and attempts = 0`;
  expect(row?.n).toBe(1);
});

test("a delivery given up after its last try is sent by hand", async () => {
  await using receiver = await startReceiver(() => ({ status: 500 }));
  const made = await makeWebhook({ url: receiver.url });
  const { actor, webhookId } = made;
  const { deliveryId } = await sendWebhookTest(actor, { webhookId });
  await asOwner(
    (sql) => sql`update webhook_deliveries set attempts = ${waits.length} where id = ${deliveryId}`,
  );
  await deliver(made);
  expect(await logOf(made)).toEqual([
    { state: "failed", attempts: waits.length + 1, problem: "Answered 500" },
  ]);
  receiver.behaves(() => ({ status: 200 }));
  await timePasses(made);
  await replayWebhookDelivery(actor, { webhookId, deliveryId });
  await deliver(made);
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect((await auditOf(made.workspaceId)).map(({ action }) => action)).toContain("webhook_delivery.replay");
});

test("a gone or long failing address is stopped with a mail", async () => {
  for (const reason of ["gone", "failing"] as const) {
    await using receiver = await startReceiver(() => ({ status: reason === "gone" ? 410 : 500 }));
    const made = await makeWebhook({ url: receiver.url });
    const { actor, webhookId } = made;
    if (reason === "failing")
      await asOwner(
        (sql) => sql`insert into webhook_health (workspace_id, webhook_id, failing_since, failures)
          values (${made.workspaceId}, ${webhookId}, now() - interval '6 days', 1)`,
      );
    await sendWebhookTest(actor, { webhookId });
    await deliver(made);
    expect((await listWebhooks(actor, {})).rows[0]).toMatchObject({ disabledReason: reason });
    const mails = await ownerSql()`select 1 from pgboss.job where name = 'platform-mail'
      and data->'page'->>'path' = ${`/settings/webhooks/${webhookId}`} and data->>'subject' = 'A webhook was stopped'`;
    expect(mails).toHaveLength(1);
    receiver.behaves(() => ({ status: 200 }));
    await resumeWebhook(actor, { webhookId });
    await timePasses(made);
    await deliver(made);
    expect((await logOf(made)).map(({ state }) => state)).toContain("delivered");
  }
});

test("an address in a wrong form is refused beside its field", async () => {
  const { actor } = await makeMember();
  for (const url of [
    "",
    "example.com",
    "ftp://example.com",
    "https://",
    "javascript:alert(1)",
    "https://a:b@example.com/",
  ])
    await expect(createWebhook(actor, { ...webhookInput, url }), url).rejects.toMatchObject({
      code: "invalid",
      fields: { url: expect.any(String) },
    });
  await expect(createWebhook(actor, { ...webhookInput, events: [] })).rejects.toMatchObject({
    fields: { events: "Choose at least one event." },
  });
});

test("a changed address on the same host gets what waits", async () => {
  await using receiver = await startReceiver(() => ({ status: 404 }));
  const made = await makeWebhook({ url: receiver.url });
  const { actor, webhookId } = made;
  await sendWebhookTest(actor, { webhookId });
  await deliver(made);
  receiver.behaves(() => ({ status: 200 }));
  await updateWebhook(actor, { webhookId, ...webhookInput, url: new URL("/mended", receiver.url).href });
  await timePasses(made);
  await deliver(made);
  expect(await logOf(made)).toEqual([{ state: "delivered", attempts: 2, problem: null }]);
});

test("what is due is queued once, failing addresses apart", async () => {
  const made = await makeWebhook();
  await asOwner(
    (sql) => sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type)
      select ${made.workspaceId}, new_id(), ${made.webhookId}, new_id(), 'contact.erased' from generate_series(1, 50)`,
  );
  const queued = async () =>
    (
      await ownerSql()<{ name: string }[]>`
        select name from pgboss.job where name like 'webhook-deliver%' and data->>'webhookId' = ${made.webhookId} order by name`
    ).map(({ name }) => name);
  await runJob(webhookWake, {});
  await runJob(webhookWake, {});
  expect(await queued()).toEqual(["webhook-deliver"]);
  await asOwner(
    (sql) => sql`insert into webhook_health (workspace_id, webhook_id, failing_since, failures)
      values (${made.workspaceId}, ${made.webhookId}, now(), 1)`,
  );
  await runJob(webhookWake, {});
  expect(await queued()).toEqual(["webhook-deliver", "webhook-deliver-slow"]);
  await asOwner(
    (sql) =>
      sql`update webhook_health set retry_at = now() + interval '1 hour' where webhook_id = ${made.webhookId}`,
  );
  await asOwner((sql) => sql`delete from pgboss.job where data->>'webhookId' = ${made.webhookId}`);
  await runJob(webhookWake, {});
  expect(await queued()).toEqual([]);
});

test("an address that names a time gets nothing before it", async () => {
  await using receiver = await startReceiver(() => ({ status: 429, headers: { "retry-after": "7200" } }));
  const made = await makeWebhook({ url: receiver.url });
  await sendWebhookTest(made.actor, { webhookId: made.webhookId });
  await deliver(made);
  await sendWebhookTest(made.actor, { webhookId: made.webhookId });
  await deliver(made);
  expect(receiver.received).toHaveLength(1);
  const [row] =
    await ownerSql()`select retry_at > now() + interval '119 minutes' as "waits" from webhook_health
    where webhook_id = ${made.webhookId}`;
  expect(row).toEqual({ waits: true });
});

test("a backlog asks a failing address with one delivery at a time", async () => {
  await using receiver = await startReceiver(() => ({ status: 500 }));
  const made = await makeWebhook({ url: receiver.url });
  await asOwner(async (sql) => {
    await sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type)
      select ${made.workspaceId}, new_id(), ${made.webhookId}, new_id(), 'contact.erased' from generate_series(1, 200)`;
    await sql`insert into webhook_health (workspace_id, webhook_id, failing_since, failures) values (${made.workspaceId}, ${made.webhookId}, now(), 3)`;
  });
  await deliver(made);
  await deliver(made);
  expect(receiver.received).toHaveLength(1);
  receiver.behaves(() => ({ status: 200 }));
  await timePasses(made);
  await deliver(made);
  await deliver(made);
  expect(receiver.received).toHaveLength(1 + 200);
});

test("an address that begins to fail gets a handful of a backlog", async () => {
  await using receiver = await startReceiver(() => ({ status: 500 }));
  const made = await makeWebhook({ url: receiver.url });
  await asOwner(
    (sql) => sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type)
      select ${made.workspaceId}, new_id(), ${made.webhookId}, new_id(), 'contact.erased' from generate_series(1, 200)`,
  );
  await runJob(webhookDeliver, made);
  expect(receiver.received.length).toBeLessThanOrEqual(5 + 3); // three may be under way when the fifth fails
  const rows = await ownerSql()`select count(*)::int as n from webhook_deliveries
    where webhook_id = ${made.webhookId} and attempts = 0 and lease_until is null`;
  expect(rows).toEqual([{ n: 200 - receiver.received.length }]);
});

test("what waits for a stopped webhook is let go after a month", async () => {
  const [old, young] = [await makeWebhook(), await makeWebhook()];
  await asOwner(async (sql) => {
    for (const [{ workspaceId, webhookId }, days] of [
      [old, 31],
      [young, 29],
    ] as const) {
      await sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type)
        values (${workspaceId}, new_id(), ${webhookId}, new_id(), 'contact.erased')`;
      await sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, state, ended_at)
        values (${workspaceId}, new_id(), ${webhookId}, new_id(), 'contact.bounced', 'delivered', now() - make_interval(days => ${days}))`;
      await sql`update webhooks set disabled_at = now() - make_interval(days => ${days}), disabled_reason = 'paused' where id = ${webhookId}`;
    }
  });
  await runJob(sweepWebhookDeliveries, {});
  expect([await typesOf(old), await typesOf(young)]).toEqual([[], ["contact.bounced", "contact.erased"]]);
});

test("many rounds open a secret once, with one audit entry", async () => {
  await using receiver = await startReceiver();
  const made = await makeWebhook({ url: receiver.url });
  for (let more = 0; more < 3; more++) {
    await sendWebhookTest(made.actor, { webhookId: made.webhookId });
    await deliver(made);
  }
  expect(receiver.received).toHaveLength(3);
  const opened = (await auditOf(made.workspaceId)).filter(({ action }) => action === "credential.decrypt");
  expect(opened.map(({ detail }) => detail)).toEqual([{ purpose: "sign", kind: "webhook secret" }]);
});
