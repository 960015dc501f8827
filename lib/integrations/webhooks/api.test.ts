import { expect, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { uuidv7 } from "uuidv7";
import { runJob } from "#lib/core/jobs/worker.ts";
import { makeProgram } from "#testing/api.ts";
import { asOwner, makeContacts, ownerSql } from "#testing/factories.ts";
import { startReceiver } from "#testing/servers/receiver.ts";
import { webhookDeliver } from "./job.ts";

type Made = { id: string; secret: string };

const input = { url: "http://127.0.0.1:9/hooks", events: ["contact.erased", "contact.subscribed"] };

test("a program makes, changes, pauses, resumes and deletes a webhook", async () => {
  const { send, workspaceId } = await makeProgram();
  const made = await send("POST /webhooks", { ...input, description: "Shop" });
  expect(made.status).toBe(201);
  const { secret, ...webhook } = made.body as unknown as Made;
  expect(webhook).toMatchObject({
    url: input.url,
    description: "Shop",
    events: ["contact.subscribed", "contact.erased"],
    state: "working",
    failing_since: null,
    last_delivered_at: null,
  });
  expect(secret).toMatch(/^whsec_/);
  expect((await send(`GET /webhooks/${webhook.id}`)).body).toEqual(webhook);
  expect((await send("GET /webhooks")).body).toEqual({ data: [webhook], next_cursor: null });

  const changed = await send(`PATCH /webhooks/${webhook.id}`, {
    events: ["campaign.finished"],
    paused: true,
  });
  expect(changed.body).toMatchObject({
    url: input.url,
    description: "Shop",
    events: ["campaign.finished"],
    state: "paused",
  });
  expect((await send(`PATCH /webhooks/${webhook.id}`, { paused: true })).status).toBe(200);
  expect((await send(`PATCH /webhooks/${webhook.id}`, { paused: false })).body).toMatchObject({
    state: "working",
  });
  expect((await send(`DELETE /webhooks/${webhook.id}`)).status).toBe(204);
  expect((await send(`GET /webhooks/${webhook.id}`)).status).toBe(404);
  const entries = await ownerSql()`select action, actor_kind from audit_events
    where workspace_id = ${workspaceId} and action like 'webhook.%' and result = 'done' order by occurred_at`;
  expect(entries).toEqual(
    ["create", "update", "pause", "resume", "delete"].map((verb) => ({
      action: `webhook.${verb}`,
      actor_kind: "apiKey",
    })),
  );
});

test("a program reads what was sent, and sends it again", async () => {
  await using receiver = await startReceiver();
  const { send, workspaceId } = await makeProgram();
  const { id, secret } = (await send("POST /webhooks", { ...input, url: receiver.url }))
    .body as unknown as Made;
  const [person] = await makeContacts(workspaceId, 1);
  expect((await send(`DELETE /contacts/${person?.id}`)).status).toBe(204);
  await runJob(webhookDeliver, { workspaceId, webhookId: id });

  const log = async (query = "") => {
    const { body } = await send(`GET /webhooks/${id}/deliveries${query}`);
    return (body as unknown as { data: { id: string; event_id: string }[] }).data;
  };
  const [first] = await log();
  expect(first).toMatchObject({
    type: "contact.erased",
    state: "delivered",
    status: 204,
    attempts: 1,
    contact_id: person?.id,
    next_attempt_at: null,
  });
  const again = await send(`POST /webhooks/${id}/deliveries/${first?.id}/replay`);
  expect(again).toMatchObject({ status: 202, body: { id: expect.any(String) } });
  const second = (again.body as unknown as { id: string }).id;
  expect((await send(`POST /webhooks/${id}/deliveries/${second}/replay`)).status).toBe(409);
  expect((await log("?state=queued")).map((each) => each.id)).toEqual([second]);
  await runJob(webhookDeliver, { workspaceId, webhookId: id });
  expect((await log()).map((each) => each.event_id)).toEqual([first?.event_id, first?.event_id]);
  expect((await log("?limit=1")).map((each) => each.id)).toEqual([second]);
  expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([
    first?.event_id,
    first?.event_id,
  ]);
  for (const { body, headers } of receiver.received)
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
      data: { contact: { id: person?.id } },
    });
});

test("webhooks and deliveries of another workspace do not exist", { tag: "@V8.2.2" }, async () => {
  const owner = await makeProgram();
  const other = await makeProgram();
  const { id } = (await owner.send("POST /webhooks", input)).body as unknown as Made;
  const own = (await other.send("POST /webhooks", input)).body as unknown as Made;
  const delivery = uuidv7();
  await asOwner(
    (
      sql,
    ) => sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, type, state, attempts, ended_at)
      values (${owner.workspaceId}, ${delivery}, ${id}, new_id(), 'contact.erased', 'delivered', 1, now())`,
  );
  for (const [line, body] of [
    [`GET /webhooks/${id}`],
    [`PATCH /webhooks/${id}`, { paused: true }],
    [`PATCH /webhooks/${id}`, { description: "Mine" }],
    [`DELETE /webhooks/${id}`],
    [`GET /webhooks/${id}/deliveries`],
    [`POST /webhooks/${id}/deliveries/${delivery}/replay`],
    [`POST /webhooks/${own.id}/deliveries/${delivery}/replay`],
    [`POST /webhooks/${own.id}/deliveries/x/replay`],
    ["GET /webhooks/x/deliveries"],
  ] as const)
    expect((await other.send(line, body)).status, line).toBe(404);
  expect((await owner.send(`GET /webhooks/${id}`)).body).toMatchObject({ state: "working", description: "" });
});

test("a key that may read webhooks changes none", async () => {
  const { send } = await makeProgram({ scopes: ["webhooks:read"] });
  expect((await send("GET /webhooks")).status).toBe(200);
  for (const line of ["POST /webhooks", `PATCH /webhooks/${uuidv7()}`, `DELETE /webhooks/${uuidv7()}`])
    expect(await send(line, input), line).toMatchObject({ status: 403 });
  const stranger = await makeProgram({ scopes: ["contacts:write"] });
  expect((await stranger.send("GET /webhooks")).status).toBe(403);
});

test("a wrong address or event is refused by its field", async () => {
  const { send } = await makeProgram();
  for (const [given, field] of [
    [{ url: "ftp://example.com" }, "url"],
    [{ url: "http://169.254.169.254/latest" }, "url"],
    [{ url: "https://a:b@example.com/" }, "url"],
    [{ url: "x".repeat(3000) }, "url"],
    [{ url: 5 }, "url"],
    [{ events: [] }, "events"],
    [{ events: ["contact.exploded"] }, "events.0"],
    [{ events: "contact.erased" }, "events"],
    [{ description: "x".repeat(201) }, "description"],
    [{ description: "a\u0000b" }, "description"],
    [{ secret: "whsec_mine" }, "secret"],
  ] as const)
    expect(
      await send("POST /webhooks", { ...input, ...given }),
      JSON.stringify(given).slice(0, 80),
    ).toMatchObject({
      status: 400,
      body: { errors: { [field]: expect.any(String) } },
    });
});

test("a repeated request makes no second webhook, and keeps no secret", async () => {
  const { send, workspaceId } = await makeProgram();
  const headers = { "idempotency-key": "make-one" };
  const first = await send("POST /webhooks", input, headers);
  const again = await send("POST /webhooks", input, headers);
  const { secret, ...webhook } = first.body as unknown as Made;
  expect(again.status).toBe(201);
  expect(again.body).toEqual({ ...webhook, secret: null });
  const kept = await ownerSql()`select 1 from idempotent_requests
    where workspace_id = ${workspaceId} and strpos(answer, ${secret}) > 0`;
  expect(kept).toHaveLength(0);
  expect((await send("GET /webhooks")).body).toMatchObject({ data: [{ id: webhook.id }] });
});
