import { gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { makeRequest } from "#lib/privacy/subject-requests/contract.cases.ts";
import { api, endpoints } from "#lib/routes.ts";
import { makeProgram, senderOf } from "#testing/api.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";

const grounds = { basis: "express", source: "Ticked the box at the checkout of shop.example." };

test("a contact is added, read, changed and deleted", async () => {
  const { send, workspaceId } = await makeProgram();
  const email = uniqueEmail("grace");
  const made = await send("POST /contacts", {
    email: email.toUpperCase(),
    first_name: "Grace",
    country: "Italy",
    tags: ["press", "Berlin"],
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    email,
    first_name: "Grace",
    last_name: null,
    country: "IT",
    fields: {},
    tags: ["Berlin", "press"],
    newsletters: [],
    suppressed: null,
  });
  expect(await send("POST /contacts", { email })).toMatchObject({ status: 409 });
  const { id } = made.body as unknown as { id: string };
  expect((await send(`GET /contacts/${id}`)).body).toEqual(made.body);
  expect((await send(`GET /contacts?email=${email.toUpperCase()}`)).body).toEqual({
    data: [made.body],
    next_cursor: null,
  });

  const changed = await send(`PATCH /contacts/${id}`, { last_name: "Hopper", country: null, tags: [] });
  expect(changed.body).toMatchObject({ first_name: "Grace", last_name: "Hopper", country: null, tags: [] });
  const corrected = uniqueEmail("hopper");
  expect((await send(`PATCH /contacts/${id}`, { email: corrected })).body).toMatchObject({
    email: corrected,
  });
  expect((await send(`GET /contacts/${id}/export`)).body).toMatchObject({ person: { email: corrected } });

  expect((await send(`DELETE /contacts/${id}`)).status).toBe(204);
  expect((await send(`GET /contacts/${id}`)).status).toBe(404);
  const entries =
    await ownerSql()`select action, actor_kind from audit_events where workspace_id = ${workspaceId}
    and action like 'contact.%' and result = 'done' order by occurred_at`;
  expect(entries).toEqual(
    ["create", "update", "correct_address", "hand_over", "delete"].map((verb) => ({
      action: `contact.${verb}`,
      actor_kind: "apiKey",
    })),
  );
});

test("lists go on by their cursor, newest first, without gaps", async () => {
  const { send, workspaceId } = await makeProgram();
  const all = (await makeContacts(workspaceId, 5)).map(({ id }) => id).toSorted();
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { body } = await send(`GET /contacts?limit=2${cursor && `&cursor=${cursor}`}`);
    const page = body as unknown as { data: { id: string }[]; next_cursor: string | null };
    found.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  expect(found).toEqual(all.toReversed());
  for (const query of ["limit=0", "limit=201", "limit=x", "cursor=x", "lmit=2", "limit=1&limit=2"])
    expect((await send(`GET /contacts?${query}`)).status, query).toBe(400);
});

test("a person whose data are restricted is in no list", { tag: "@GD6" }, async () => {
  const { send, workspaceId } = await makeProgram();
  const [held, other] = await makeContacts(workspaceId, 2);
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'test', 'test.set', 'done', null, '{}', null, null, 'test')`;
    await sql`update contacts set restricted_at = now() where id = ${held?.id ?? ""}`;
  });
  expect((await send("GET /contacts")).body).toMatchObject({ data: [{ id: other?.id }], next_cursor: null });
  expect((await send(`GET /contacts?email=${held?.email}`)).body).toMatchObject({
    data: [{ id: held?.id, restricted_since: expect.any(String) }],
  });

  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const campaign = await makeCampaign(workspaceId, { newsletterId });
  for (const contact of [held, other]) {
    await makeDelivery(workspaceId, campaign.id, contact?.id ?? "", "sent");
    await send("POST /suppressions", { email: contact?.email });
  }
  for (const list of [`/campaigns/${campaign.id}/deliveries`, "/suppressions"])
    expect((await send(`GET ${list}`)).body, list).toMatchObject({
      data: [{ email: other?.email }],
      next_cursor: null,
    });
});

test("a newsletter's confirmation is obeyed, and without one a ground is asked", async () => {
  const { send, workspaceId, keyId } = await makeProgram();
  const { body } = await send("POST /newsletters", { name: "The Harbour Letter" });
  const newsletter = body as unknown as { id: string };
  expect(body).toMatchObject({ confirmation_required: true, subscribers: { active: 0, pending: 0 } });
  const [one, two] = await makeContacts(workspaceId, 2);
  const put = (of: object, id = newsletter.id) => send(`POST /newsletters/${id}/subscriptions`, of);

  expect(await put({ contact_id: one?.id })).toMatchObject({ status: 201, body: { state: "pending" } });
  const mails = await ownerSql()`select data from pgboss.job where name = 'confirmation-mail'
    and data::text like ${`%${workspaceId}%`}`;
  expect(mails).toHaveLength(1);
  expect((await send(`GET /contacts/${one?.id}`)).body).toMatchObject({
    newsletters: [{ id: newsletter.id, state: "pending" }],
  });

  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'test', 'test.set', 'done', null, '{}', null, null, 'test')`;
    await sql`update newsletters set confirmation_required = false where id = ${newsletter.id}`;
  });
  expect(await put({ email: two?.email })).toMatchObject({
    status: 400,
    body: { errors: { basis: expect.any(String) } },
  });
  expect(await put({ email: two?.email, ...grounds })).toMatchObject({
    status: 201,
    body: { state: "active" },
  });
  const [consent] = await ownerSql()`select kind, basis, source, wording, actor_kind, actor_id from consents
    where contact_id = ${two?.id ?? ""} and source = 'api'`;
  expect(consent).toEqual({
    kind: "grant",
    basis: "express",
    source: "api",
    wording: grounds.source,
    actor_kind: "apiKey",
    actor_id: keyId,
  });

  const left = await send(`DELETE /newsletters/${newsletter.id}/subscriptions?contact_id=${two?.id}`);
  expect(left).toMatchObject({ status: 200, body: { state: "unsubscribed" } });
  expect((await send(`GET /contacts/${two?.id}`)).body).toMatchObject({
    newsletters: [{ state: "unsubscribed" }],
    suppressed: { reason: "unsubscribed", scope: newsletter.id },
  });
  expect(await put({ contact_id: two?.id, ...grounds })).toMatchObject({ status: 409 });
});

test("a consent is recorded and listed, and revives nobody", async () => {
  const { send, workspaceId } = await makeProgram();
  const { id } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, id);
  const made = await send(`POST /contacts/${contact?.id}/consents`, {
    newsletter_id: id,
    ...grounds,
    agreed_on: "2026-03-02",
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      kind: "grant",
      basis: "express",
      wording: grounds.source,
      newsletter_id: id,
      given_on: "2026-03-02",
    },
  });
  const { body } = await send(`GET /contacts/${contact?.id}/consents`);
  expect(body).toMatchObject({ data: [{ id: made.body.id }, { source: "manual" }], next_cursor: null });
  await send(`DELETE /newsletters/${id}/subscriptions?email=${contact?.email}`);
  expect(
    await send(`POST /contacts/${contact?.id}/consents`, { newsletter_id: id, ...grounds }),
  ).toMatchObject({ status: 409 });
});

test("a live key asks whom a test key put on before", async () => {
  const { send, workspaceId } = await makeProgram({ environment: "test" });
  const { id } = await makeNewsletter(workspaceId);
  const email = uniqueEmail();
  await send("POST /contacts", { email, newsletter_id: id });
  const live = await makeProgram({ workspaceId });
  const again = () => live.send(`POST /newsletters/${id}/subscriptions`, { email });
  expect(await again()).toMatchObject({ status: 201, body: { state: "pending" } });
  const asked = await ownerSql()`select form from confirmations where newsletter_id = ${id}`;
  expect(asked).toEqual([{ form: "member" }]);
  expect(await again()).toMatchObject({ status: 409 });
});

test("a test key puts nobody on a newsletter that asks nobody", async () => {
  const { send, workspaceId } = await makeProgram({ environment: "test" });
  const { id } = await makeNewsletter(workspaceId);
  await asOwner((sql) => sql`update newsletters set confirmation_required = false where id = ${id}`);
  const made = await send("POST /contacts", {
    email: uniqueEmail(),
    newsletter_id: id,
    basis: "express",
    source: "At the counter.",
  });
  expect(made).toMatchObject({ status: 201, body: { newsletters: [{ id, state: "pending" }] } });
});

test("a test key erases nobody who would be told of it", { tag: "@GD5" }, async () => {
  const { send, workspaceId } = await makeProgram({ environment: "test" });
  const [contact] = await makeContacts(workspaceId, 1);
  const { requestId } = await makeRequest(workspaceId, contact?.id ?? "", { kind: "erase" });
  for (const byLetter of [false, true]) {
    await asOwner((sql) => sql`update subject_requests set by_letter = ${byLetter} where id = ${requestId}`);
    for (const line of [`DELETE /contacts/${contact?.id}`, `POST /contacts/${contact?.id}/erase`])
      expect(await send(line), line).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining("a test key tells nobody") },
      });
  }
  expect((await send(`GET /contacts/${contact?.id}`)).status).toBe(200);
  const [request] = await ownerSql()`select closed_at from subject_requests where id = ${requestId}`;
  expect(request?.closed_at).toBeNull();
});

test("a test key asks nobody for confirmation by mail", async () => {
  const { send, workspaceId } = await makeProgram({ environment: "test" });
  const { id } = await makeNewsletter(workspaceId);
  const made = await send("POST /contacts", { email: uniqueEmail(), newsletter_id: id });
  expect(made).toMatchObject({ status: 201, body: { newsletters: [{ id, state: "pending" }] } });
  const mails = await ownerSql()`select data from pgboss.job where data::text like ${`%${workspaceId}%`}
    and name = 'confirmation-mail'`;
  expect(mails).toEqual([]);
});

test("opt-outs and complaints stay, a suppression by hand is lifted", async () => {
  const { send, workspaceId } = await makeProgram();
  const email = uniqueEmail();
  const made = await send("POST /suppressions", { email, note: "Asked by phone." });
  expect(made).toMatchObject({ status: 201, body: { email, reason: "manual", scope: "everything" } });
  expect((await send(`GET /suppressions?email=${email.toUpperCase()}`)).body).toMatchObject({
    data: [{ id: made.body.id }],
  });
  const { id } = made.body as unknown as { id: string };
  for (const reason of ["unsubscribed", "complained"]) {
    await ownerSql().begin(async (sql) => {
      await sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'test', 'test.set', 'done', null, '{}', null, null, 'test')`;
      await sql`update suppressions set reason = ${reason} where id = ${id}`;
    });
    expect(await send(`DELETE /suppressions/${id}`), reason).toMatchObject({ status: 409 });
  }
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'test', 'test.set', 'done', null, '{}', null, null, 'test')`;
    await sql`update suppressions set reason = 'bounced' where id = ${id}`;
  });
  expect((await send(`DELETE /suppressions/${id}`)).status).toBe(204);
  expect((await send(`DELETE /suppressions/${id}`)).status).toBe(404);
});

test("a campaign is drafted, checked and read with its deliveries", async () => {
  const { send, workspaceId } = await makeProgram();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const draft = { name: "May", subject: "Spring", body: "# Hello\n\nNews.", newsletter_id: newsletterId };
  const made = await send("POST /campaigns", draft);
  expect(made).toMatchObject({ status: 201, body: { ...draft, state: "draft", counts: { sent: 0 } } });
  const { id } = made.body as unknown as { id: string };
  expect((await send(`POST /campaigns/${id}/check`)).body).toMatchObject({
    ready: false,
    lines: expect.arrayContaining([expect.objectContaining({ state: "stop" })]),
  });
  const sent = await makeCampaign(workspaceId, { newsletterId, name: "Sent" });
  const [contact] = await makeContacts(workspaceId, 1);
  await makeDelivery(workspaceId, sent.id, contact?.id ?? "", "sent");
  expect((await send(`GET /campaigns/${sent.id}/deliveries`)).body).toMatchObject({
    data: [{ contact_id: contact?.id, state: "sent" }],
  });
  expect((await send("GET /campaigns")).body).toMatchObject({ data: [{ name: "Sent" }, { name: "May" }] });
});

test("the audit log is read with who did what", async () => {
  const { send, keyId } = await makeProgram();
  await send("POST /newsletters", { name: "A" });
  expect((await send("GET /audit-events?limit=1")).body).toMatchObject({
    data: [
      { action: "newsletter.create", result: "done", actor: { kind: "apiKey", id: keyId }, ip: "192.0.2.7" },
    ],
    next_cursor: expect.any(String),
  });
});

test("each endpoint refuses a key without its scope", { tag: "@V8.2.1" }, async () => {
  const { key, actor } = await makeProgram({ scopes: ["audit:read"] });
  const other = await makeProgram({ scopes: ["contacts:read"] });
  for (const { method, path, scope } of endpoints.filter(({ scope }) => scope)) {
    const line = `${method} ${path.replace("{id}", uuidv7())}`;
    const answer = await senderOf(scope === "audit:read" ? other.key : key)(
      line,
      method === "GET" ? undefined : {},
    );
    expect(answer, line).toMatchObject({ status: 403, body: { type: "urn:mailneo:problem:missing_scope" } });
  }
  const [refused] = await ownerSql()`select count(*)::int as n from audit_events
    where workspace_id = ${actor.workspaceId} and result = 'refused'`;
  expect(refused?.n).toBeGreaterThan(0);
});

test("another workspace's ids get the answer of unknown ones", { tag: ["@V8.2.2", "@V8.4.1"] }, async () => {
  const theirs = await makeProgram();
  const { send, workspaceId } = await makeProgram();
  const [mine] = await makeContacts(workspaceId, 1);
  const own = await makeNewsletter(workspaceId);
  const newsletter = await makeNewsletter(theirs.workspaceId);
  const [contact] = await makeContacts(theirs.workspaceId, 1, newsletter.id);
  const campaign = await makeCampaign(theirs.workspaceId, { newsletterId: newsletter.id });
  const { body } = await theirs.send("POST /suppressions", { email: uniqueEmail() });
  const webhook = await theirs.send("POST /webhooks", {
    url: "http://127.0.0.1:9/",
    events: ["contact.erased"],
  });
  const sent = await theirs.send(
    `POST /imports?newsletter_id=${newsletter.id}&basis=express&source=${encodeURIComponent(grounds.source)}`,
    "Email\n",
    { "content-type": "text/csv" },
  );
  const ids: Record<string, string> = {
    imports: String(sent.body.id),
    contacts: contact?.id ?? "",
    newsletters: newsletter.id,
    suppressions: String(body.id),
    campaigns: campaign.id,
    webhooks: String(webhook.body.id),
  };
  const bodies: Record<string, unknown> = {
    "PATCH /contacts/{id}": { first_name: "A" },
    "POST /contacts/{id}/consents": { newsletter_id: own.id, ...grounds },
    "PATCH /newsletters/{id}": { name: "A" },
    "PATCH /webhooks/{id}": { description: "A" },
    "POST /newsletters/{id}/subscriptions": { contact_id: mine?.id, ...grounds },
  };
  for (const { method, path } of endpoints.filter(({ path }) => path.includes("{id}"))) {
    const noun = path.split("/")[1] ?? "";
    const query = method === "DELETE" && noun === "newsletters" ? `?contact_id=${mine?.id}` : "";
    const ask = (id: string) =>
      send(
        `${method} ${path.replace("{id}", id).replace(/\{\w+\}/, uuidv7())}${query}`,
        bodies[`${method} ${path}`],
      );
    const [real, unknown, malformed] = [await ask(ids[noun] ?? ""), await ask(uuidv7()), await ask("1")];
    expect(real.status, `${method} ${path}`).toBe(404);
    expect([unknown.status, unknown.body], `${method} ${path}`).toEqual([404, real.body]);
    expect([malformed.status, malformed.body], `${method} ${path}`).toEqual([404, real.body]);
  }
});

test("a request with an Idempotency-Key is done once", { tag: "@V15.4.1" }, async () => {
  const { send, workspaceId } = await makeProgram();
  const headers = { "idempotency-key": "order 4711" };
  const post = (name: string) => send("POST /newsletters", { name }, headers);
  const [one, two] = await Promise.all([post("A"), post("A")]);
  const first = one.status === 201 ? one : two;
  expect(first.status).toBe(201);
  const again = await post("A");
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(again.headers.get("ratelimit-limit")).toBe("100");
  expect(await post("B")).toMatchObject({ status: 422 });
  expect(await ownerSql()`select id from newsletters where workspace_id = ${workspaceId}`).toHaveLength(1);

  const wrong = await send("POST /newsletters", { name: "" }, { "idempotency-key": "2" });
  expect(wrong.status).toBe(400);
  expect((await send("POST /newsletters", { name: "C" }, { "idempotency-key": "2" })).status).toBe(201);
  const other = await makeProgram();
  expect((await other.send("POST /newsletters", { name: "A" }, headers)).status).toBe(201);
});

test("a request that is tried again takes nobody away", { tag: "@V15.4.1" }, async () => {
  const { send, workspaceId } = await makeProgram();
  const { id } = await makeNewsletter(workspaceId);
  const email = uniqueEmail("grace");
  const body = { email, newsletter_id: id, ...grounds };
  const headers = { "idempotency-key": "the answer was lost" };
  const made = await send("POST /contacts", body, headers);
  // A fault after the contact was made: the request is forgotten, and what it did stays.
  await ownerSql()`delete from idempotent_requests where workspace_id = ${workspaceId}`;
  expect((await send("POST /contacts", body, headers)).status).toBe(400);
  expect((await send(`GET /contacts/${made.body.id}`)).body).toMatchObject({ newsletters: [{ id }] });
});

test("hostile bodies get 400 with the field, never 500", { tag: "@V2.2.1" }, async () => {
  const { send } = await makeProgram();
  const refused: [string, string | object, string][] = [
    ["NUL", { email: uniqueEmail(), first_name: "a\0b" }, "first_name"],
    ["half a character", `{"email":"a@example.com","first_name":"\\ud800"}`, "first_name"],
    ["10 MB", { email: uniqueEmail(), first_name: "x".repeat(9_900_000) }, "first_name"],
    ["depth", `{"email":${"[".repeat(10_000)}`, "email.0.0.0.0"],
    ["a name twice", `{"email":"a@example.com","email":"b@example.com"}`, "email"],
    ["an unknown name", { email: uniqueEmail(), admin: true }, "admin"],
    ["a function's name", { email: uniqueEmail(), constructor: 1 }, "constructor"],
    ["another type", { email: 7 }, "email"],
    ["no body", "null", "body"],
  ];
  for (const [name, body, field] of refused) {
    const answer = await send("POST /contacts", body);
    expect(answer, name).toMatchObject({
      status: 400,
      body: { status: 400, errors: { [field]: expect.any(String) } },
    });
    expect(answer.headers.get("content-type"), name).toContain("application/problem+json");
  }
  const prototype = await send("POST /contacts", '{"email":"a@example.com","__proto__":{"admin":true}}');
  // No matcher looks at a property of this name, so that the text is compared.
  expect(JSON.stringify(prototype.body)).toContain('"errors":{"__proto__":"This name is not allowed."}');
  expect((await send("POST /contacts", "{")).status).toBe(400);
  expect((await send("POST /contacts", "a=b", { "content-type": "text/plain" })).status).toBe(415);
  expect((await send("PUT /contacts", {})).headers.get("allow")).toBe("GET, HEAD, POST");
});

test("every answer carries its limit, also refusals and unknown addresses", async () => {
  const { send, key } = await makeProgram();
  for (const line of ["GET /contacts", "GET /nothing", "GET /contacts/x", "POST /contacts", "PUT /me"]) {
    const { headers } = await send(line);
    for (const name of ["limit", "remaining", "reset"])
      expect(headers.get(`ratelimit-${name}`), line).toBe(headers.get(`x-ratelimit-${name}`));
    expect(headers.get("ratelimit-limit"), line).toBe("100");
  }
  const { headers } = await senderOf(`${key}x`)("GET /contacts");
  expect(headers.get("ratelimit-limit")).toMatch(/^\d+$/);
});

test("a long list is packed for who takes gzip, and no other", async () => {
  const { key, workspaceId } = await makeProgram();
  await makeContacts(workspaceId, 20);
  const ask = (encodings: string, tag?: string) =>
    api(
      new Request("https://mail.example/api/v1/contacts", {
        headers: {
          authorization: `Bearer ${key}`,
          "accept-encoding": encodings,
          ...(tag && { "if-none-match": tag }),
        },
      }),
      { ip: "192.0.2.7", requestId: crypto.randomUUID() },
    );
  const plain = await ask("identity");
  const packed = await ask("br, gzip");
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(packed.headers.get("vary")).toContain("Accept-Encoding");
  const bytes = Buffer.from(await packed.arrayBuffer());
  const text = await plain.text();
  expect(gunzipSync(bytes).toString()).toBe(text);
  expect(bytes.length).toBeLessThan(text.length / 2);
  expect((await ask("gzip;q=0")).headers.get("content-encoding")).toBeNull();
  expect((await ask("gzip", packed.headers.get("etag") ?? "")).status).toBe(304);
});

test("a key that reads contacts exports none", { tag: "@V8.2.1" }, async () => {
  const { send, workspaceId } = await makeProgram({ scopes: ["contacts:read"] });
  const [contact] = await makeContacts(workspaceId, 1);
  const own = await makeProgram({ scopes: ["contacts:export"], workspaceId });
  expect(await send(`GET /contacts/${contact?.id}/export`)).toMatchObject({
    status: 403,
    body: { detail: "This API key lacks the scope contacts:export." },
  });
  expect((await send(`GET /contacts/${contact?.id}`)).status).toBe(200);
  expect((await own.send(`GET /contacts/${contact?.id}/export`)).status).toBe(200);
  expect((await own.send(`GET /contacts/${contact?.id}`)).status).toBe(403);
});

test("an unchanged record gets 304, and no cache keeps it", async () => {
  const { send, workspaceId } = await makeProgram();
  const [contact] = await makeContacts(workspaceId, 1);
  const first = await send(`GET /contacts/${contact?.id}`);
  expect(first.headers.get("cache-control")).toBe("no-store");
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(first.headers.get("cache-control")).toBe("no-store");
  expect(
    (await send(`GET /contacts/${contact?.id}`, undefined, { "if-none-match": `W/${etag}` })).status,
  ).toBe(304);
  await send(`PATCH /contacts/${contact?.id}`, { first_name: "New" });
  expect((await send(`GET /contacts/${contact?.id}`, undefined, { "if-none-match": etag })).status).toBe(200);
});
