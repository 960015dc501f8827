import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { addSubscription } from "#lib/audience/subscriptions/add.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { revokeApiKey } from "#lib/integrations/api-keys/revoke.ts";
import { api } from "#lib/routes.ts";
import { makeProgram } from "#testing/api.ts";
import { asOwner, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { beginImport } from "./begin.ts";
import { importBegin } from "./begin-queue.ts";
import { createImport } from "./create.ts";
import { importRun } from "./run.ts";

const ground = "basis=express&source=Paper+forms+from+the+fair+in+Turin.";
const csv = { "content-type": "text/csv" };

type Sender = Parameters<typeof makeProgram>[0] & { asks?: boolean };

/** A program with a newsletter that takes people at once, unless it `asks` them to confirm. */
async function makeSender({ asks = false, ...of }: Sender = {}) {
  const program = await makeProgram(of);
  const { id: newsletterId } = await makeNewsletter(program.workspaceId);
  if (!asks)
    await asOwner(
      (sql) => sql`update newsletters set confirmation_required = false where id = ${newsletterId}`,
    );
  const address = `/imports?newsletter_id=${newsletterId}&${ground}`;
  const post = (file: string, more = "", headers: Record<string, string> = csv) =>
    program.send(`POST ${address}${more}`, file, headers);
  /** Sends a body of any kind, without the check of the description. */
  const raw = async (body: BodyInit, headers: Record<string, string>) => {
    const sent = { method: "POST", headers: { authorization: `Bearer ${program.key}`, ...headers }, body };
    const request = new Request(`https://mail.example/api/v1${address}`, {
      ...sent,
      duplex: "half",
    } as never);
    const answer = await api(request, { ip: "192.0.2.7", requestId: crypto.randomUUID() });
    return { status: answer.status, body: await answer.json() };
  };
  const begin = async (importId: unknown) => {
    const [queued] = await ownerSql()`select data from pgboss.job where name like 'import-begin%'
      and data->>'importId' = ${String(importId)}`;
    await runJob(beginImport, queued?.data);
  };
  const run = (importId: unknown) =>
    runJob(importRun, { workspaceId: program.workspaceId, importId: String(importId) });
  const read = async (importId: unknown) => (await program.send(`GET /imports/${importId}`)).body;
  return { ...program, newsletterId, address, post, raw, begin, run, read };
}

test("a program's file comes in with the key as its witness", { tag: "@GD1" }, async () => {
  const { post, begin, run, read, keyId, workspaceId, newsletterId } = await makeSender();
  const sent = await post("Email,First name\nada@example.com,Ada\ngrace@example.com,Grace\nnobody,X\n");
  expect(sent).toMatchObject({ status: 202, body: { state: "waiting", newsletter_id: newsletterId } });
  await begin(sent.body.id);
  await run(sent.body.id);
  expect(await read(sent.body.id)).toMatchObject({
    state: "done",
    counts: { rows: 3, added: 2, subscribed: 2, known: 0, suppressed: 0, left_out: 0, refused: 1 },
    questions: [],
    failure: null,
  });
  expect(
    await ownerSql()`select actor_kind, actor_id, wording from consents where import_id = ${String(sent.body.id)}`,
  ).toEqual([{ actor_kind: "apiKey", actor_id: keyId, wording: "Paper forms from the fair in Turin." }]);
  expect(
    await ownerSql()`select action from audit_events where workspace_id = ${workspaceId} and actor_kind = 'apiKey'
      order by occurred_at`,
  ).toEqual(["create", "receive", "start"].map((verb) => ({ action: `import.${verb}` })));
});

test("a file of JSON lines comes in, packed or not", async () => {
  const { post, begin, run, read, address, key } = await makeSender();
  const lines = (name: string) =>
    `{"email":"${name}@example.com","first_name":"A"}\n{"email":"b@example.com"}\n`;
  const plain = await post(lines("one"), "", { "content-type": "application/x-ndjson" });
  const packed = await api(
    new Request(`https://mail.example/api/v1${address}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/x-ndjson",
        "content-encoding": "gzip",
      },
      body: gzipSync(lines("two")),
    }),
    { ip: "192.0.2.7", requestId: crypto.randomUUID() },
  );
  const second = (await packed.json()) as { id: string };
  for (const id of [plain.body.id, second.id]) {
    await begin(id);
    await run(id);
  }
  expect(await read(plain.body.id)).toMatchObject({ state: "done", counts: { added: 2 } });
  expect(await read(second.id)).toMatchObject({ state: "done", counts: { added: 1, known: 1 } });
});

test("rows in doubt are left out, and what they need is asked", { tag: "@DO7" }, async () => {
  const { post, begin, run, read } = await makeSender();
  const rows = ["a,subscribed", "b,subscribed", "c,parked", "d,unsubscribed"];
  const sent = await post(
    `Email,Status\n${rows.map((row) => row.replace(",", "@example.com,")).join("\n")}\n`,
  );
  await begin(sent.body.id);
  await run(sent.body.id);
  expect(await read(sent.body.id)).toMatchObject({
    state: "done",
    counts: { rows: 4, subscribed: 2, suppressed: 1 },
    questions: [{ field: "Status", question: expect.stringContaining("“parked”") }],
  });
});

test("an import that cannot begin asks first, and subscribes nobody", async () => {
  const { post, begin, read, workspaceId } = await makeSender();
  const dated = "Email,Subscribed on\na@example.com,03/04/2026\nb@example.com,05/06/2026\n";
  const cases: [string, string, string][] = [
    [dated, "", "dates"],
    ["Name,Town\nAda,London\n", "", "columns"],
    ["Email\na@example.com\n", "&basis=implied_purchase", "agreed_on"],
  ];
  for (const [file, more, field] of cases) {
    const { body } = await post(file, more.startsWith("&basis") ? "" : more);
    if (more) {
      await ownerSql().begin(async (sql) => {
        await sql`select audit_append(new_id(), ${workspaceId}, null, 'job', 'test', 'test.set', 'done', null, '{}', null, null, 'test')`;
        await sql`update imports set basis = 'implied_purchase' where id = ${String(body.id)}`;
      });
    }
    await begin(body.id);
    expect(await read(body.id), field).toMatchObject({
      state: "needs_answer",
      questions: [{ field, question: expect.any(String) }],
    });
  }
  const { body } = await post(dated, "&dates=dmy");
  await begin(body.id);
  expect(await read(body.id)).toMatchObject({ state: "waiting", questions: [] });
  const [people] =
    await ownerSql()`select count(*)::int as n from contacts where workspace_id = ${workspaceId}`;
  expect(people?.n).toBe(0);
});

test("a file that is no text ends its import with the reason", async () => {
  const { post, begin, read } = await makeSender();
  const { body } = await post("%PDF-1.7\n");
  await begin(body.id);
  expect(await read(body.id)).toMatchObject({ state: "failed", failure: expect.any(String) });
});

test("an import stops when its key is revoked", { tag: "@V8.3.2" }, async () => {
  const { post, begin, run, actor, keyId, workspaceId, newsletterId } = await makeSender();
  const begun = await post("Email\na@example.com\n");
  const waiting = await post("Email\nb@example.com\n");
  await begin(begun.body.id);
  await revokeApiKey(actor, { keyId });
  await run(begun.body.id);
  await begin(waiting.body.id);
  const rows = await ownerSql()`select state, failure from imports where workspace_id = ${workspaceId}`;
  expect(rows).toEqual(
    [0, 1].map(() => ({
      state: "failed",
      failure: expect.stringContaining("The API key that asked for this"),
    })),
  );
  const [people] =
    await ownerSql()`select count(*)::int as n from subscriptions where newsletter_id = ${newsletterId}`;
  expect(people?.n).toBe(0);
});

test("a wrong request begins no import and says why", { tag: "@V2.2.1" }, async () => {
  const { send, post, address, workspaceId, newsletterId } = await makeSender();
  const theirs = await makeSender();
  const ask = (query: string) => send(`POST /imports?${query}`, "Email\n", csv);
  expect(await ask("")).toMatchObject({
    status: 400,
    body: {
      errors: { newsletter_id: expect.any(String), basis: expect.any(String), source: expect.any(String) },
    },
  });
  const own = `newsletter_id=${newsletterId}`;
  for (const [query, field] of [
    [`${own}&basis=express&source=short`, "source"],
    [`${own}&${ground}&agreed_on=2099-01-01`, "agreed_on"],
    [`${own}&${ground}&agreed_on=2026-02-30`, "agreed_on"],
    [`${own}&${ground}&dates=ymd`, "dates"],
    [`${own}&${ground}&admin=1`, "admin"],
  ])
    expect(await ask(query ?? ""), query).toMatchObject({
      status: 400,
      body: { errors: { [field ?? ""]: expect.any(String) } },
    });
  expect(
    (await send(`POST /imports?newsletter_id=${theirs.newsletterId}&${ground}`, "Email\n", csv)).status,
  ).toBe(404);
  expect((await post("a=b", "", { "content-type": "multipart/form-data" })).status).toBe(415);
  expect((await post("x", "", { ...csv, "content-encoding": "br" })).status).toBe(415);
  const { body } = await theirs.post("Email\n");
  expect((await send(`GET /imports/${body.id}`)).status).toBe(404);
  expect(await ownerSql()`select state from imports where workspace_id = ${workspaceId}`).toEqual([]);

  expect(await post("no gzip", "", { ...csv, "content-encoding": "gzip" })).toMatchObject({
    status: 400,
    body: { errors: { body: expect.any(String) } },
  });
  expect(address).toContain(newsletterId);
  expect(await ownerSql()`select state from imports where workspace_id = ${workspaceId}`).toEqual([
    { state: "cancelled" },
  ]);
});

test("a small file that unpacks to a huge one is refused early", { tag: "@V5.2.3" }, async () => {
  const { address, key, workspaceId } = await makeSender();
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
  const answer = await api(
    new Request(`https://mail.example/api/v1${address}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, ...csv, "content-encoding": "gzip" },
      body: bomb,
    }),
    { ip: "192.0.2.7", requestId: crypto.randomUUID() },
  );
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: { body: expect.stringContaining("unpacks") } });
  const [kept] =
    await ownerSql()`select count(*)::int as n from import_chunks where workspace_id = ${workspaceId}`;
  expect(kept?.n).toBe(0);
});

test("a file that is cut off leaves nothing waiting", async () => {
  const { address, key, workspaceId } = await makeSender();
  const cut = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("Email\na@example"));
    },
    pull(controller) {
      controller.error(new Error("gone"));
    },
  });
  const answer = await api(
    new Request(`https://mail.example/api/v1${address}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, ...csv },
      body: cut,
      duplex: "half",
    } as RequestInit),
    { ip: "192.0.2.7", requestId: crypto.randomUUID() },
  );
  expect(answer.status).toBeGreaterThanOrEqual(400);
  const [left] =
    await ownerSql()`select i.state, (select count(*)::int from import_chunks c where c.import_id = i.id) as chunks
    from imports i where i.workspace_id = ${workspaceId}`;
  expect(left).toEqual({ state: "cancelled", chunks: 0 });
});

test("a file sent twice with one Idempotency-Key comes in once", { tag: "@V15.4.1" }, async () => {
  const { post, raw, workspaceId } = await makeSender();
  const headers = { ...csv, "idempotency-key": "june", "content-length": "20" };
  const [first, again] = [
    await post("Email\na@example.com\n", "", headers),
    await post("Email\na@example.com\n", "", headers),
  ];
  expect(again.body).toEqual(first.body);
  expect(await ownerSql()`select id from imports where workspace_id = ${workspaceId}`).toHaveLength(1);
  expect((await post("Email\n", "&filename=x.csv", headers)).status).toBe(422);
  // How it is sent is no part of a request, and what it says is.
  const { "content-length": _, ...chunked } = headers;
  expect((await post("Email\na@example.com\n", "", chunked)).body).toEqual(first.body);
  const packed = { ...chunked, "content-encoding": "gzip" };
  expect((await raw(gzipSync("Email\na@example.com\n"), packed)).body).toEqual(first.body);
  expect((await post("Email\nb@example.com\n", "", headers)).status).toBe(422);
});

test("a request runs until its process ends it, not for a minute", { tag: "@V15.4.1" }, async () => {
  const { post, raw, workspaceId, keyId } = await makeSender();
  const headers = { ...csv, "idempotency-key": "slow" };
  const file = new TransformStream<Uint8Array, Uint8Array>();
  const writer = file.writable.getWriter();
  const first = raw(file.readable, headers);
  await writer.write(Buffer.from("Email\na@example.com\n"));
  const age = (of: string, by: string) =>
    ownerSql()`update idempotent_requests set ${ownerSql()(of)} = now() - ${by}::interval where workspace_id = ${workspaceId}`;
  const quiet = async () => {
    const [row] = await ownerSql()<{ quiet: boolean }[]>`
      select alive_at < now() - interval '20 seconds' as quiet from idempotent_requests where workspace_id = ${workspaceId}`;
    return row?.quiet;
  };
  await expect.poll(quiet).toBe(false);
  await age("began_at", "5 minutes");
  await age("alive_at", "25 seconds");
  expect((await post("Email\na@example.com\n", "", headers)).status).toBe(409);
  await expect.poll(quiet, { timeout: 20_000 }).toBe(false);
  await writer.close();
  const { status, body } = await first;
  expect(status).toBe(202);
  expect((await post("Email\na@example.com\n", "", headers)).body).toEqual(body);

  // One whose process died is begun again, and the dead one's answer counts no more.
  const begin = async () => {
    const [row] = await ownerSql()<{ state: string; run: string }[]>`
      select state, run from begin_idempotent_request(${workspaceId}, ${keyId}, 'dead', sha256('dead'))`;
    return row;
  };
  const dead = await begin();
  expect([dead?.state, (await begin())?.state]).toEqual(["new", "running"]);
  await ownerSql()`update idempotent_requests set alive_at = now() - interval '31 seconds' where idempotency_key = 'dead' and workspace_id = ${workspaceId}`;
  expect((await begin())?.state).toBe("new");
  await ownerSql()`select end_idempotent_request(${workspaceId}, ${keyId}, 'dead', ${dead?.run ?? ""}, 200::smallint, 'late', null)`;
  expect((await begin())?.state).toBe("running");
});

const standings = (newsletterId: string) => ownerSql()`
  select c.email, s.confirmed_at is not null as active from subscriptions s
  join contacts c on c.workspace_id = s.workspace_id and c.id = s.contact_id where s.newsletter_id = ${newsletterId} order by 1`;

test("a file passes no confirmation by its program's own word", { tag: ["@GD1", "@DO4"] }, async () => {
  const { post, begin, run, read, send, actor, newsletterId } = await makeSender({ asks: true });
  const { body } = await post("Email\nada@example.com\ngrace@example.com\n");
  await begin(body.id);
  await run(body.id);
  expect(await read(body.id)).toMatchObject({
    state: "done",
    counts: { added: 2 },
    questions: [{ field: "newsletter_id", question: expect.stringContaining("asks people to confirm") }],
  });
  expect((await standings(newsletterId)).map(({ active }) => active)).toEqual([false, false]);

  // A member's word holds, and so does a question to the person.
  const { body: found } = await send("GET /contacts?email=ada@example.com");
  const [ada] = found.data as unknown as { id: string; newsletters: object[] }[];
  expect(ada?.newsletters).toMatchObject([{ id: newsletterId, state: "pending" }]);
  const wording = "Agreed at the counter.";
  await addSubscription(actor, { contactId: ada?.id ?? "", newsletterId, basis: "express", wording });
  expect(
    (await send(`POST /newsletters/${newsletterId}/subscriptions`, { email: "grace@example.com" })).body,
  ).toMatchObject({ state: "pending" });
  expect((await standings(newsletterId)).map(({ active }) => active)).toEqual([true, false]);
  const asked = await ownerSql()`select form from confirmations where newsletter_id = ${newsletterId}`;
  expect(asked).toEqual([{ form: "member" }]);
});

test("people of a test key wait until a live word", async () => {
  const { post, begin, run, workspaceId, newsletterId } = await makeSender({ environment: "test" });
  const file = "Email\nada@example.com\n";
  const first = await post(file);
  await begin(first.body.id);
  await run(first.body.id);
  expect(await standings(newsletterId)).toEqual([{ email: "ada@example.com", active: false }]);

  const live = await makeProgram({ workspaceId });
  const again = await live.send(`POST /imports?newsletter_id=${newsletterId}&${ground}`, file, csv);
  await begin(again.body.id);
  await run(again.body.id);
  expect(await standings(newsletterId)).toEqual([{ email: "ada@example.com", active: true }]);
});

test("an import asks for the scopes of what it does", { tag: "@V8.2.1" }, async () => {
  const reader = await makeSender({ scopes: ["contacts:write"] });
  expect(await reader.post("Email\na@example.com\n")).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining("newsletters:write") },
  });
  const some = await makeSender({ scopes: ["contacts:write", "newsletters:write"] });
  const { body } = await some.post("Email,Status\na@example.com,subscribed\nb@example.com,unsubscribed\n");
  await some.begin(body.id);
  expect(await some.read(body.id)).toMatchObject({
    state: "needs_answer",
    questions: [{ field: "columns", question: expect.stringContaining("may not suppress") }],
  });
});

const groupsOf = async (workspaceId: string) =>
  (
    await ownerSql()<{ name: string; group: string }[]>`select name, group_id as group from pgboss.job
    where name like 'import-begin%' and data->>'workspaceId' = ${workspaceId} order by created_on`
  ).map(({ name, group }) => `${name}: ${group}`);

test("one owner's workspaces share a place, and young ones another", { tag: "@V15.2.2" }, async () => {
  const { user, ...first } = await makeMember();
  const second = await makeMember({ user });
  const older = [first.workspaceId, second.workspaceId];
  await asOwner(
    (sql) => sql`update workspaces set created_at = now() - interval '8 days' where id = any (${older})`,
  );
  for (const workspaceId of older) {
    const { post } = await makeSender({ workspaceId });
    await post("Email\na@example.com\n");
    expect(await groupsOf(workspaceId)).toEqual([`import-begin-small: ${user.id}`]);
  }
  const young = await makeSender();
  await young.post("Email\na@example.com\n");
  await young.post(`Email\n${"a@example.com\n".repeat(80_000)}`);
  expect(await groupsOf(young.workspaceId)).toEqual([
    "import-begin-small: young workspaces",
    "import-begin: young workspaces",
  ]);
  expect(importBegin).toMatchObject({ concurrency: 3, concurrencyPerWorkspace: 1 });
});

test("a workbook under the name of a table is refused unread", { tag: "@V5.2.2" }, async () => {
  const { post, workspaceId } = await makeSender();
  expect(await post("PK\u0003\u0004 [Content_Types].xml")).toMatchObject({
    status: 415,
    body: { detail: expect.stringContaining("Send its table as CSV") },
  });
  expect(await groupsOf(workspaceId)).toEqual([]);
  expect(await ownerSql()`select state from imports where workspace_id = ${workspaceId}`).toEqual([
    { state: "cancelled" },
  ]);
});

test("programs begin sixty imports an hour, beside their people", { tag: "@V2.4.1" }, async () => {
  const { post, actor, workspaceId, newsletterId } = await makeSender();
  const spent = counterKey({ name: "command:import.create" }, `programs of ${workspaceId}`);
  await ownerSql()`insert into attempt_counters (key_hash, attempts, window_ends_at) values (${spent}, 60, now() + interval '1 hour')`;
  expect(await post("Email\na@example.com\n")).toMatchObject({ status: 429 });
  const consentSource = "Paper forms from the fair in Turin.";
  await createImport(actor, { newsletterId, basis: "express", consentSource, attested: "yes", givenOn: "" });
});
