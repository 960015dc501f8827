import { expect, test } from "@playwright/test";
import { runJob } from "#lib/core/jobs/worker.ts";
import { watchApiKeys } from "#lib/integrations/api-keys/watch.ts";
import { makeProgram, senderOf } from "#testing/api.ts";
import { asOwner, auditOf, ownerSql } from "#testing/factories.ts";
import { apiUsageOf } from "./get.ts";
import { writeRequests } from "./note-request.ts";
import { listApiRequests } from "./requests.ts";
import { sweepApiRequests } from "./sweep.ts";

test("each request is logged without its body and query", async () => {
  const { send, actor, keyId } = await makeProgram();
  await send("GET /contacts?email=ada@example.com");
  await send("POST /newsletters", { name: "" });
  await send("GET /nothing");
  await writeRequests();
  const { rows, nextCursor } = await listApiRequests(actor, { keyId, limit: 2 });
  const { rows: older } = await listApiRequests(actor, { keyId, cursor: nextCursor ?? "" });
  expect([...rows, ...older]).toMatchObject([
    { method: "GET", endpoint: null, status: 404, ip: "192.0.2.7" },
    { method: "POST", endpoint: "/newsletters", status: 400 },
    { method: "GET", endpoint: "/contacts", status: 200 },
  ]);
  const [kept] =
    await ownerSql()`select string_agg(r::text, '') as text from api_requests r where key_id = ${keyId}`;
  expect(kept?.text).not.toContain("ada@example.com");
});

test("usage counts requests, limits, refusals and faults by key and endpoint", async () => {
  const { send, actor, keyId, workspaceId } = await makeProgram();
  const other = await makeProgram({ workspaceId });
  for (const line of ["GET /me", "GET /me", "GET /contacts?limit=0"]) await send(line);
  await other.send("GET /me");
  await writeRequests();
  for (const period of ["day", "week", "month"] as const) {
    const usage = await apiUsageOf(actor, { period });
    expect(usage.total, period).toEqual({ requests: 4, limited: 0, refused: 1, failed: 0 });
    expect(usage.over.at(-1), period).toMatchObject({ requests: 4 });
    expect(usage.keys.map(({ id, requests }) => [id, requests])).toEqual([
      [keyId, 3],
      [other.keyId, 1],
    ]);
    expect(usage.endpoints.map(({ name, requests }) => [name, requests])).toEqual([
      ["GET /me", 3],
      ["GET /contacts", 1],
    ]);
  }
  expect((await apiUsageOf(actor, { period: "day", keyId: other.keyId })).total.requests).toBe(1);
  expect((await apiUsageOf(actor, { period: "day" })).over).toHaveLength(24);
});

test("refusals by limit and by address are logged", async () => {
  const { key, actor, keyId, workspaceId } = await makeProgram();
  await asOwner(async (sql) => {
    await sql`update api_keys set ip_ranges = '{198.51.100.0/24}' where id = ${keyId}`;
  });
  const send = senderOf(key);
  const first = await send("GET /me");
  expect(first.status).toBe(403);
  const left = Number(first.headers.get("ratelimit-remaining"));
  for (let n = 0; n < left + 3; n++) await send("GET /me");
  await writeRequests();
  const { total } = await apiUsageOf(actor, { period: "day" });
  expect(total.limited).toBeGreaterThan(0);
  expect(total.refused).toBeGreaterThan(left);
  // Hundreds were counted; each kind has one line a minute, so that nobody fills the log.
  const { rows } = await listApiRequests(actor, { keyId, limit: 200 });
  expect(rows.length).toBeLessThan(6);
  expect(workspaceId).toBeTruthy();
});

/** A key of ten days ago that asked five times an hour for a week, from one network. */
async function makeUsual() {
  const program = await makeProgram();
  await asOwner(async (sql) => {
    const { workspaceId, keyId } = program;
    await sql`update api_keys set created_at = now() - interval '10 days' where id = ${keyId}`;
    await sql`insert into api_usage (workspace_id, key_id, hour, endpoint, requests, limited, refused, failed)
      select ${workspaceId}, ${keyId}, date_trunc('hour', now()) - make_interval(hours => n), 'GET /me', 60, 0, 0, 0
      from generate_series(3, 160) n`;
    await sql`insert into api_key_networks (workspace_id, key_id, network, first_ip, first_at, last_at)
      values (${workspaceId}, ${keyId}, 'ipv4:c00002', '192.0.2.7', now() - interval '9 days', now())`;
  });
  return program;
}

const mailsTo = (email: string) =>
  ownerSql()`select data from pgboss.job where name = 'platform-mail' and data->'to'->>'address' = ${email}
    and data->>'subject' = 'Unusual use of an API key'`;

test("people are told once of a key's use from a new network", { tag: "@V16.3.3" }, async () => {
  const { key, workspaceId, user } = await makeUsual();
  await senderOf(key)("GET /me");
  await writeRequests();
  await runJob(watchApiKeys, {});
  expect(await mailsTo(user.email)).toHaveLength(0);

  await senderOf(key, "203.0.113.9")("GET /me");
  await writeRequests();
  for (let round = 0; round < 2; round++) await runJob(watchApiKeys, {});
  const mails = await mailsTo(user.email);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.data.paragraphs.join(" ")).toContain("203.0.113.9");
  // Another test's round may look at the same minute. It is refused, because the people were told.
  const told = (await auditOf(workspaceId)).filter(
    ({ action, result }) => action === "api_key.alert" && result === "done",
  );
  expect(told).toHaveLength(1);
});

test("a key of many networks is told of by country alone", async () => {
  const { key, keyId, workspaceId, user } = await makeUsual();
  await asOwner(async (sql) => {
    // Networks of one provider in Germany.
    await sql`insert into api_key_networks (workspace_id, key_id, network, first_ip, first_at, last_at)
      select ${workspaceId}, ${keyId}, 'ipv4:5' || n, '5.9.' || n || '.1', now() - interval '9 days', now() from generate_series(1, 5) n`;
  });
  await senderOf(key, "5.9.77.1")("GET /me");
  await writeRequests();
  await runJob(watchApiKeys, {});
  expect(await mailsTo(user.email)).toHaveLength(0);
  await senderOf(key, "200.160.2.3")("GET /me");
  await writeRequests();
  await runJob(watchApiKeys, {});
  const [mail] = await mailsTo(user.email);
  expect(mail?.data.paragraphs.join(" ")).toContain("Brazil");
});

test("people are told of ten times the usual, not of nine", async () => {
  const many = await makeUsual();
  const fewer = await makeUsual();
  await asOwner(async (sql) => {
    for (const [{ workspaceId, keyId }, requests] of [
      [many, 600],
      [fewer, 520],
    ] as const)
      await sql`insert into api_usage (workspace_id, key_id, hour, endpoint, requests, limited, refused, failed)
        values (${workspaceId}, ${keyId}, date_trunc('hour', now()), 'GET /me', ${requests}, 0, 0, 0)`;
  });
  for (const { key } of [many, fewer]) await senderOf(key)("GET /contacts");
  await writeRequests();
  await runJob(watchApiKeys, {});
  expect(await mailsTo(many.user.email)).toHaveLength(1);
  expect(await mailsTo(fewer.user.email)).toHaveLength(0);
});

test("a key of less than a week raises no alert", async () => {
  const { key, user } = await makeProgram();
  for (const ip of ["203.0.113.9", "198.51.100.4"]) await senderOf(key, ip)("GET /me");
  await writeRequests();
  await runJob(watchApiKeys, {});
  expect(await mailsTo(user.email)).toHaveLength(0);
});

test("requests of 30 days ago are forgotten", { tag: "@V14.2.7" }, async () => {
  const { send, keyId } = await makeProgram();
  await send("GET /me");
  await send("GET /contacts");
  await writeRequests();
  await asOwner(async (sql) => {
    await sql`update api_requests set at = now() - interval '31 days' where key_id = ${keyId} and endpoint = '/me'`;
  });
  await runJob(sweepApiRequests, {});
  expect(await ownerSql()`select endpoint from api_requests where key_id = ${keyId}`).toEqual([
    { endpoint: "/contacts" },
  ]);
});
