import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { auditEvents } from "#db/schema/audit-events.ts";
import type { Actor, Subscriber } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { openSealed } from "#lib/core/vault/person-keys.ts";
import {
  asOwner,
  jobActor,
  makeContacts,
  makeMember,
  makeSignedIn,
  makeUser,
  ownerSql,
} from "#testing/factories.ts";
import { canonical, chainHash, digestOf, noHash } from "./canonical.ts";
import { entriesOf } from "./chain.fixture.ts";

const append = (actor: Actor, entry: AuditEntry = {}) =>
  connections().writer.transaction(async (tx) => {
    await enter(
      tx,
      "workspaceId" in actor ? actor.workspaceId : null,
      "userId" in actor ? actor.userId : null,
    );
    await appendAudit(tx, actor, "test.append", "done", entry);
  });

/** The numbers of a chain, after checking that every hash follows from the entry and the hash before it. */
async function intact(chainId: string): Promise<number[]> {
  let previous = noHash;
  const entries = await entriesOf(chainId);
  for (const { hash, ...entry } of entries) {
    expect(chainHash(digestOf(entry), previous).equals(hash), `entry ${entry.seq}`).toBe(true);
    previous = hash;
  }
  return entries.map(({ seq }) => seq);
}

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

test("each hash covers its entry and the hash before", {
  tag: "@V16.4.2",
}, async () => {
  const text = fc.string({ unit: "binary", maxLength: 40 }).map((s) => s.replaceAll("\0", "").toWellFormed());
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null))),
      async (target, userAgent, fields) => {
        const { "": _, ...detail } = fields;
        const { actor, workspaceId } = await makeMember();
        await append({ ...actor, origin: { ...actor.origin, userAgent } }, { target, detail });
        await append(actor, { target: null });
        expect(await intact(workspaceId)).toEqual([1, 2]);
        const [entry] = await entriesOf(workspaceId);
        const [theirs] = await ownerSql()`select audit_canonical(e) as text from audit_events e
          where chain_id = ${workspaceId} and seq = 1`;
        expect(entry && canonical(entry)).toBe(theirs?.text);
        expect(JSON.parse(entry?.detail ?? "")).toEqual(JSON.parse(JSON.stringify(detail)));
      },
    ),
    { numRuns: 25 },
  );
});

test("sixty concurrent appends leave no gap, fork or reversed time", async () => {
  const { actor, workspaceId } = await makeMember();
  const others = await Promise.all([makeMember(), makeMember()]);
  await Promise.all([
    ...upTo(60).map(() => append(actor)),
    ...others.flatMap((other) => upTo(10).map(() => append(other.actor))),
  ]);
  expect(await intact(workspaceId)).toEqual(upTo(60));
  for (const other of others) expect(await intact(other.workspaceId)).toEqual(upTo(10));
  const times = (await entriesOf(workspaceId)).map(({ occurredAt }) => occurredAt);
  expect(times).toEqual(times.toSorted());
});

test("an entry is on its workspace's, account's or installation's chain", async () => {
  const { actor, workspaceId } = await makeMember();
  await append(actor);
  await append(actor, { workspaceId: null });
  const { requestId } = actor.origin;
  await connections().writer.transaction((tx) =>
    appendAudit(tx, { kind: "anonymous", origin: actor.origin }, "test.append", "failed"),
  );
  const rows =
    await ownerSql()`select chain_id, workspace_id, user_id from audit_events where request_id = ${requestId}
    order by occurred_at`;
  expect(rows).toEqual([
    { chain_id: workspaceId, workspace_id: workspaceId, user_id: actor.userId },
    { chain_id: actor.userId, workspace_id: null, user_id: actor.userId },
    { chain_id: "00000000-0000-0000-0000-000000000000", workspace_id: null, user_id: null },
  ]);
});

test("personal data is sealed by person, so erasure keeps the chain", {
  tag: "@V14.2.7",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const person = await makeUser();
  const address = personOfAddress(Buffer.alloc(16, 7));
  await append(actor, { about: { userId: person.id, fields: { member: "Grace Hopper" } } });
  await append(actor, { about: { person: address, fields: { address: "grace@example.com" } } });
  const plain = JSON.stringify(await ownerSql()`select * from audit_events where chain_id = ${workspaceId}`);
  for (const secret of ["203.0.113.7", "factories", "Grace", "grace"]) expect(plain).not.toContain(secret);
  expect(await opened(workspaceId)).toEqual([
    { origin: { ip: "203.0.113.7", userAgent: "factories" }, about: { member: "Grace Hopper" } },
    { origin: { ip: "203.0.113.7", userAgent: "factories" }, about: { address: "grace@example.com" } },
  ]);

  expect(await forget(workspaceId, null, address)).toBe(1);
  expect(await forget(null, actor.userId, actor.userId)).toBe(1);
  expect(await opened(workspaceId)).toEqual([
    { origin: "erased", about: { member: "Grace Hopper" } },
    { origin: "erased", about: "erased" },
    { origin: null, about: null },
  ]);
  expect(await intact(workspaceId)).toEqual([1, 2, 3]);
});

test("accounts and workspaces forget only their own people", async () => {
  const { actor, workspaceId } = await makeMember();
  const { workspaceId: elsewhere, actor: stranger } = await makeMember();
  const address = personOfAddress(Buffer.alloc(16, 9));
  await append(actor, { about: { person: address, fields: { address: "grace@example.com" } } });
  expect(await forget(elsewhere, stranger.userId, address)).toBe(0);
  expect(await forget(workspaceId, stranger.userId, actor.userId)).toBe(0);
  expect(await opened(workspaceId)).toMatchObject([{ about: { address: "grace@example.com" } }]);
});

test("subscriber entries are sealed for the contact, job entries unsealed", async () => {
  const { actor, workspaceId } = await makeMember();
  const [contact] = await makeContacts(workspaceId, 1);
  const contactId = contact?.id ?? "";
  const subscriber: Subscriber = {
    kind: "subscriber",
    workspaceId,
    contactId,
    deliveryId: uuidv7(),
    campaignId: uuidv7(),
    newsletterId: null,
    origin: actor.origin,
  };
  await append(subscriber);
  await append({ ...jobActor(workspaceId), origin: { ip: null, userAgent: null, requestId: "job" } });
  expect(await opened(workspaceId)).toMatchObject([{ origin: { ip: "203.0.113.7" } }, { origin: null }]);
  expect(await forget(workspaceId, null, contactId)).toBe(1);
  expect(await opened(workspaceId)).toMatchObject([{ origin: "erased" }, { origin: null }, { origin: null }]);
});

test("the application cannot forge chain, time, head or month", {
  tag: "@V16.4.2",
}, async () => {
  const { workspaceId } = await makeMember();
  const { workspaceId: elsewhere } = await makeMember();
  const entry = (
    workspace: string,
  ) => sql`select audit_append(${uuidv7()}, ${workspace}, null, 'job', 't', 'test.append', 'done', null,
    '{}', null, null, 'x')`;
  const [month] = await ownerSql()`select 'audit_months.' || relname as name from pg_class
    where relnamespace = 'audit_months'::regnamespace and relkind = 'r' order by relname limit 1`;
  const asAccount = (id: string) =>
    sql`select audit_append(${uuidv7()}, null, ${id}, 'job', 't', 'test.append', 'done', null, '{}', null, null, 'x')`;
  const refused = [
    entry(elsewhere),
    asAccount(elsewhere),
    asAccount("00000000-0000-0000-0000-000000000000"),
    sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 't', 'audit_log.retain', 'done', null, '{}', null, null, 'x')`,
    sql`select audit_append_at(${uuidv7()}, ${workspaceId}, null, 'job', 't', 'test.append', 'done', null, '{}', null, null, 'x', now())`,
    sql`update audit_chains set seq = 0`,
    sql`select * from audit_chains`,
    sql`delete from person_keys`,
    sql`update person_keys set salt = sha256('x')`,
    sql.raw(`select * from ${month?.name}`),
    sql.raw(`delete from ${month?.name}`),
    sql`select audit_make_partitions(now(), 1)`,
  ];
  for (const statement of refused) {
    const attempt = connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, null);
      await tx.execute(statement);
    });
    await expect(attempt, JSON.stringify(statement)).rejects.toMatchObject({ cause: { code: "42501" } });
  }
  expect(await entriesOf(elsewhere)).toEqual([]);
  expect(await entriesOf(workspaceId)).toEqual([]);
});

test("account entries are visible to the person and their workspaces", {
  tag: "@V8.4.1",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: member } = await makeMember({ workspaceId, role: "viewer" });
  const { actor: stranger } = await makeMember();
  const { actor: user } = await makeSignedIn();
  for (const person of [actor, member, stranger, user]) await append(person, { workspaceId: null });
  const seen = query({
    name: "attempt",
    allow: signedIn,
    input: z.object({}),
    run: async ({ db }) =>
      (await db.select({ chain: auditEvents.chainId }).from(auditEvents).limit(100)).map(
        ({ chain }) => chain,
      ),
  });
  expect((await seen(actor, {})).sort()).toEqual([actor.userId, member.userId].sort());
  expect(await seen(stranger, {})).toEqual([stranger.userId]);
  expect(await seen(user, {})).toEqual([user.userId]);
  await asOwner((tx) => tx`delete from memberships where user_id = ${member.userId}`);
  expect(await seen(actor, {})).toEqual([actor.userId]);
});

test("partitions exist for last year and the coming months", async () => {
  const [row] = await ownerSql()`select count(*)::int as months from pg_class
    where relnamespace = 'audit_months'::regnamespace and relkind = 'r'`;
  expect(row?.months).toBeGreaterThanOrEqual(17);
  const [again] = await ownerSql()`select audit_make_partitions(now(), 2) as made`;
  expect(again?.made).toBe(0);
});

async function forget(workspaceId: string | null, userId: string | null, person: string): Promise<number> {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, userId);
    const [row] = await tx.execute<{ n: number }>(sql`select forget_person(${person}) as n`);
    return row?.n ?? -1;
  });
}

async function opened(chainId: string) {
  const rows = await ownerSql()<Record<"origin_key" | "about_key", string | null>[]>`
    select origin_key, origin_sealed, origin_commitment, about_key, about_sealed, about_commitment
    from audit_events where chain_id = ${chainId} order by seq`;
  const part = async (row: Record<string, unknown>, name: string) => {
    if (!row[`${name}_key`]) return null;
    const [open] = await openSealed(chainId, [
      {
        key: row[`${name}_key`] as string,
        sealed: row[`${name}_sealed`] as Buffer,
        commitment: row[`${name}_commitment`] as Buffer,
      },
    ]);
    return typeof open === "object" ? open.fields : open;
  };
  return Promise.all(
    rows.map(async (row) => ({ origin: await part(row, "origin"), about: await part(row, "about") })),
  );
}
