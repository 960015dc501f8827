import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { API_KEY_PATTERN } from "#lib/crypto/api-key.ts";
import { api } from "#lib/routes.ts";
import { makeMember, ownerSql } from "#testing/factories.ts";
import { newNetwork } from "#testing/networks.ts";
import { createApiKey } from "./create.ts";
import { listApiKeys } from "./list.ts";
import { revokeApiKey } from "./revoke.ts";
import { rotateApiKey } from "./rotate.ts";

const host = { ip: "192.0.2.7", requestId: "request" };
const usual = {
  name: "Production server",
  environment: "live" as const,
  scopes: ["contacts:read" as const],
  lifetime: "90" as const,
};

const ask = (key: string | null, path = "/me", ip: string | null = host.ip) =>
  api(
    new Request(`https://mail.example/api/v1${path}`, {
      headers: key ? { authorization: `Bearer ${key}` } : {},
    }),
    {
      ...host,
      ip,
    },
  );

test("a key is shown once and kept as its hash", {
  tag: ["@V6.5.2", "@V14.2.1"],
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id, key } = await createApiKey(actor, usual);
  expect(key).toMatch(new RegExp(`^${API_KEY_PATTERN.replaceAll("\\b", "")}$`));

  const answer = await ask(key);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    key: {
      id,
      name: "Production server",
      environment: "live",
      scopes: ["contacts:read"],
      last_four: key.slice(-4),
    },
    workspace: { id: workspaceId, name: expect.any(String) },
    plan: "starter",
    limits: { per_minute: 60, burst: 100 },
  });
  const rows = await ownerSql()`select to_jsonb(k) as row from api_keys k where id = ${id}`;
  const stored = JSON.stringify(rows);
  expect(stored).not.toContain(key);
  expect(stored).not.toContain(key.slice(-38));
  expect(JSON.stringify(await listApiKeys(actor, {}))).not.toContain(key.slice(-38));
});

test("a revoked key is refused by the next request", { tag: "@V7.4.1" }, async () => {
  const { actor } = await makeMember();
  const { id, key } = await createApiKey(actor, usual);
  expect((await ask(key)).status).toBe(200);
  await revokeApiKey(actor, { keyId: id });
  const refused = await ask(key, "/me", newNetwork());
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toContain("Bearer");
  await expect(revokeApiKey(actor, { keyId: id })).rejects.toMatchObject({ code: "notFound" });
});

test("unknown, mistyped, revoked and lapsed keys get one answer", async () => {
  const { actor, workspaceId } = await makeMember();
  const lapsed = await createApiKey(actor, usual);
  await ownerSql().begin(async (sql) => {
    await sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 'test', 'test.time', 'done', null, '{}', null, null, 'test')`;
    await sql`update api_keys set expires_at = now() - interval '1 second' where id = ${lapsed.id}`;
  });
  const working = await createApiKey(actor, usual);
  const mistyped = `${working.key.slice(0, -1)}${working.key.endsWith("a") ? "b" : "a"}`;
  const network = newNetwork();
  const answer = (key: string | null, path = "/me") => ask(key, path, network);
  const bodies = await Promise.all(
    [lapsed.key, mistyped, "x", "mn_live_".repeat(20)].map((key) => answer(key)),
  );
  expect(bodies.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  const texts = new Set(await Promise.all(bodies.map((body) => body.text())));
  expect(texts.size).toBe(1);
  expect((await answer(null)).status).toBe(401);
  expect((await answer(null, `/me?api_key=${working.key}`)).status).toBe(401);
});

test("a successor works beside the old key until the overlap ends", async () => {
  const { actor } = await makeMember();
  const old = await createApiKey(actor, { ...usual, lifetime: "never" });
  const next = await rotateApiKey(actor, { keyId: old.id, overlap: "24" });
  expect((await Promise.all([ask(old.key), ask(next.key)])).map(({ status }) => status)).toEqual([200, 200]);
  await expect(rotateApiKey(actor, { keyId: old.id, overlap: "24" })).rejects.toMatchObject({
    code: "conflict",
  });
  const last = await rotateApiKey(actor, { keyId: next.id, overlap: "0" });
  const answers = await Promise.all([ask(next.key, "/me", newNetwork()), ask(last.key)]);
  expect(answers.map(({ status }) => status)).toEqual([401, 200]);
  expect((await listApiKeys(actor, {})).map(({ state }) => state).sort()).toEqual([
    "ending",
    "over",
    "working",
  ]);
});

test("two rotations at once make one successor", { tag: "@V15.4.1" }, async () => {
  const { actor } = await makeMember();
  const { id } = await createApiKey(actor, usual);
  const both = await Promise.allSettled([1, 2].map(() => rotateApiKey(actor, { keyId: id, overlap: "1" })));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await listApiKeys(actor, {})).toHaveLength(2);
});

test("a key with addresses refuses every other one", { tag: "@V8.2.4" }, async () => {
  const { actor } = await makeMember();
  const { key } = await createApiKey(actor, { ...usual, ipRanges: "192.0.2.0/24, 2001:db8::/32" });
  const statuses = await Promise.all(
    ["192.0.2.200", "2001:db8:9::1", "::ffff:192.0.2.1", "198.51.100.1", "2001:db9::1", null].map(
      async (ip) => (await ask(key, "/me", ip)).status,
    ),
  );
  expect(statuses).toEqual([200, 200, 200, 403, 403, 403]);
  await expect(createApiKey(actor, { ...usual, ipRanges: "192.0.2.1, example.com" })).rejects.toMatchObject({
    fields: { ipRanges: expect.stringContaining("“example.com”") },
  });
});

test("requests with a key from elsewhere take none of the workspace's", async () => {
  const { actor } = await makeMember();
  const { key } = await createApiKey(actor, { ...usual, ipRanges: "192.0.2.0/24" });
  const elsewhere = newNetwork();
  const foreign = await Promise.all(Array.from({ length: 130 }, () => ask(key, "/me", elsewhere)));
  expect(new Set(foreign.map(({ status }) => status))).toEqual(new Set([403, 429]));
  expect((await ask(key)).status).toBe(200);
});

test("a use is noted with its address, within a minute once", async () => {
  const { actor } = await makeMember();
  const { key } = await createApiKey(actor, usual);
  const seen = async () => (await listApiKeys(actor, {}))[0];
  expect(await seen()).toMatchObject({ lastUsedAt: null, lastIp: null });
  await ask(key);
  await expect.poll(async () => (await seen())?.lastIp).toBe("192.0.2.7");
  await ask(key, "/me", "192.0.2.9");
  await expect.poll(async () => (await seen())?.lastIp).toBe("192.0.2.9");
});

test("the burst passes, the next request is told when to return", { tag: "@V2.4.1" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { key } = await createApiKey(actor, usual);
  const first = await ask(key);
  expect(first.status).toBe(200);
  for (const prefix of ["ratelimit", "x-ratelimit"]) {
    expect(first.headers.get(`${prefix}-limit`)).toBe("100");
    expect(first.headers.get(`${prefix}-remaining`)).toMatch(/^99$/);
    expect(first.headers.get(`${prefix}-reset`)).toMatch(/^[1-9]\d*$/);
  }

  // A busy machine counts by itself for a second. Then the shared bucket is asked again.
  let refused = first;
  await expect
    .poll(async () => {
      await ownerSql()`update rate_buckets set tokens = 0, refilled_at = (extract(epoch from now()) * 1000)::bigint + 3600000
        where key like ${`%${workspaceId}`}`;
      refused = await ask(key);
      return refused.status;
    })
    .toBe(429);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  const wait = refused.headers.get("retry-after");
  expect(wait).toMatch(/^\d+$/);
  expect(Number(wait)).toBeGreaterThan(3500);
  expect(refused.headers.get("ratelimit-reset")).toBe(wait);
});

test("a key past its limit costs no query while it waits", { tag: "@V2.4.1" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id, key } = await createApiKey(actor, usual);
  await ask(key);
  let last = 200;
  await expect
    .poll(async () => {
      await ownerSql()`update rate_buckets set tokens = 0, refilled_at = (extract(epoch from now()) * 1000)::bigint + 3600000
        where key like ${`%${workspaceId}`}`;
      last = (await ask(key)).status;
      if (last === 429) await revokeApiKey(actor, { keyId: id });
      return last;
    })
    .toBe(429);
  // The database would say that it is revoked.
  expect((await ask(key)).status).toBe(429);
  await expect.poll(async () => (await ask(key, "/me", newNetwork())).status).toBe(401);
});

test("strangers on a network hold up no key that worked there", async () => {
  const { actor } = await makeMember();
  const { key } = await createApiKey(actor, usual);
  const network = newNetwork();
  expect((await ask(key, "/me", network)).status).toBe(200);
  const guesses = await Promise.all(Array.from({ length: 600 }, () => ask(null, "/me", network)));
  expect(guesses.at(-1)?.status).toBe(429);
  expect((await ask(key, "/me", network)).status).toBe(200);
});

test("concurrent creations do not pass the number of keys of a plan", {
  tag: "@V15.4.1",
}, async () => {
  const { actor } = await makeMember();
  const [first] = await Promise.all(Array.from({ length: 4 }, () => createApiKey(actor, usual)));
  const both = await Promise.allSettled([1, 2].map(() => createApiKey(actor, usual)));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await revokeApiKey(actor, { keyId: first?.id ?? "" });
  await createApiKey(actor, usual);
});

test("owners and its maker are mailed about a key, without it", async () => {
  const { actor, user } = await makeMember();
  const { key } = await createApiKey(actor, usual);
  const jobs = await ownerSql()<{ data: { input: { to: { address: string }; paragraphs: string[] } } }[]>`
    select data from pgboss.job where name = 'platform-mail' and data::text like ${`%${user.email}%`}`;
  const text = JSON.stringify(jobs);
  expect(text).toContain(key.slice(-4));
  expect(text).not.toContain(key.slice(-38));
});
