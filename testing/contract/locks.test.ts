import { expect, test } from "@playwright/test";
import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { callCommand } from "#lib/core/call-command.ts";
import { command } from "#lib/core/command.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { signedIn, workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import {
  asOwner,
  auditOf,
  makeContacts,
  makeMember,
  makeNewsletter,
  makeSignedIn,
  ownerSql,
} from "#testing/factories.ts";

const nothing = z.object({});

test.describe("the lock of types", () => {
  // tsc fails on an @ts-expect-error that is not an error: each of these is picked at every run of the type check.
  test("a command without policy, schema or entry does not compile", () => {
    const parts = { name: "newsletter.update", allow: workspaceMember, input: nothing } as const;
    const run = async () => ({ result: null, audit: {} });
    const called = {
      name: parts.name,
      input: parts.input,
      group: () => "",
      call: () => sql``,
      result: () => 0,
    };
    const attempts = [
      // @ts-expect-error no policy
      () => command({ name: parts.name, input: parts.input, run }),
      // @ts-expect-error no input schema
      () => command({ name: parts.name, allow: parts.allow, run }),
      // @ts-expect-error no audit entry
      () => command({ ...parts, run: async () => ({ result: null }) }),
      // @ts-expect-error a call without a policy
      () => callCommand(called),
      // @ts-expect-error a name that is no noun and verb
      () => command({ ...parts, name: "invent", run }),
    ];
    expect(attempts).toHaveLength(5);
  });

  test("only a policy that proves a member gives run a workspace", () => {
    command({
      name: "user.rename",
      allow: { name: "anyone", admits: (actor): actor is typeof actor => true },
      input: nothing,
      // @ts-expect-error an anonymous actor has no workspaceId
      run: async ({ actor }) => ({ result: actor.workspaceId, audit: {} }),
    });
    command({
      name: "user.rename",
      allow: workspaceAdmin,
      input: nothing,
      run: async ({ actor }) => ({ result: actor.workspaceId, audit: {} }),
    });
  });
});

test.describe("the lock of the connection", () => {
  test("a query cannot write, whatever it tries", async () => {
    const { actor, workspaceId } = await makeMember();
    for (const statement of [
      sql`update workspaces set name = 'taken' where id = ${workspaceId}`,
      sql`select set_config('default_transaction_read_only', 'off', false), audit_append(${uuidv7()}, null, null, 'job', null, 'a.b', 'done', null, '{}', null, null, 'x')`,
      sql`delete from memberships`,
      sql`create table mine (id int)`,
    ]) {
      const attempt = query({
        name: "attempt",
        allow: workspaceMember,
        input: nothing,
        run: async ({ db }) => db.execute(statement),
      });
      await expect(attempt(actor, {})).rejects.toThrow();
    }
    const [row] = await ownerSql()`select name from workspaces where id = ${workspaceId}`;
    expect(row?.name).toBe("Analytical Engines");
  });

  test("the reading role sees no secret: sessions, tokens, keys", async () => {
    const { actor } = await makeMember();
    for (const table of [
      "sessions",
      "login_challenges",
      "email_tokens",
      "attempt_counters",
      "data_keys",
      "person_keys",
      "audit_chains",
      "import_chunks",
    ]) {
      const attempt = query({
        name: "attempt",
        allow: workspaceMember,
        input: nothing,
        run: async ({ db }) => db.execute(sql`select * from ${sql.identifier(table)}`),
      });
      await expect(attempt(actor, {}), table).rejects.toMatchObject({ cause: { code: "42501" } });
    }
  });
});

test.describe("the lock of the database", () => {
  test("audit_events refuses UPDATE, DELETE and TRUNCATE to everyone", {
    tag: "@V16.4.2",
  }, async () => {
    const { workspaceId } = await makeMember();
    const statements = [
      "update audit_events set result = 'done'",
      "delete from audit_events",
      "truncate audit_events",
    ];
    for (const statement of statements) {
      await expect(connections().raw.writer.unsafe(statement), statement).rejects.toMatchObject({
        code: "42501",
      });
      await expect(ownerSql().unsafe(statement), statement).rejects.toMatchObject({ code: "42501" });
    }
    await expect(
      connections().raw.writer.unsafe(`insert into audit_events (action) values ('a.b')`),
    ).rejects.toMatchObject({ code: "42501" });
    expect(await auditOf(workspaceId)).toEqual([]);
  });

  test("no audit entry in this transaction, no commit: every guarded table", async () => {
    const { actor, workspaceId } = await makeMember();
    const guarded = (await writtenTables()).filter((table) => table.guarded);
    expect(guarded.length).toBeGreaterThan(15);

    for (const { name, change } of guarded.flatMap(changesOf)) {
      const unaudited = connections().writer.transaction(async (tx) => {
        await enter(tx, workspaceId, actor.userId);
        await tx.execute(sql.raw(change));
      });
      await expect(unaudited, change).rejects.toMatchObject({ code: "23514", message: /no audit entry/ });

      const audited = connections().writer.transaction(async (tx) => {
        await enter(tx, workspaceId, actor.userId);
        await tx.execute(sql.raw(change));
        await appendAudit(tx, actor, "test.change", "done");
        throw new Error("rolled back by the test");
      });
      await expect(audited, name).rejects.toThrow("rolled back by the test");
    }
    const [debts] =
      await ownerSql()`select count(*)::int as n from audit_required where xact_id < pg_current_xact_id() and pg_xact_status(xact_id) = 'committed'`;
    expect(debts?.n).toBe(0);
  });

  test("every table the application writes is guarded, or says why not", async () => {
    const open = (await writtenTables()).filter((table) => !table.guarded).map(({ name }) => name);
    const unexplained = open.filter((name) => !Object.hasOwn(unguarded, name));
    expect(
      unexplained.map((name) => `${name}: call guard('${name}'), or say in locks.test.ts why not`),
    ).toEqual([]);
    expect(
      Object.keys(unguarded).filter((name) => !open.includes(name)),
      "no longer there, or guarded",
    ).toEqual([]);
  });

  test("sessions and mailed links owe an entry, and what ended stays ended", {
    tag: ["@V16.4.2", "@V7.4.1"],
  }, async () => {
    const { actor } = await makeMember();
    const { sessionId: id, userId } = actor;
    const writer = connections().raw.writer;
    await writer`update sessions set last_seen_at = now() where id = ${id}`;
    for (const statement of [
      `insert into sessions (id, sid_hash, user_id, amr) values ('${uuidv7()}', decode(repeat('ab', 32), 'hex'), '${userId}', '{pwd}')`,
      `update sessions set revoked_at = now() where id = '${id}'`,
      `update sessions set sid_hash = decode(repeat('cd', 32), 'hex') where id = '${id}'`,
      `update sessions set auth_time = now() where id = '${id}'`,
      `insert into email_tokens (token_hash, user_id, purpose, email, expires_at)
        values (decode(repeat('ab', 32), 'hex'), '${userId}', 'reset_password', 'a@example.com', now())`,
      `update email_tokens set used_at = now() where user_id = '${userId}'`,
      `update email_tokens set expires_at = now() where user_id = '${userId}'`,
    ])
      await expect(writer.unsafe(statement), statement).rejects.toMatchObject({ code: "23514" });
    for (const statement of [
      `delete from sessions where id = '${id}'`,
      "delete from email_tokens where false",
    ])
      await expect(writer.unsafe(statement), statement).rejects.toMatchObject({ code: "42501" });

    await ownerSql()`update sessions set revoked_at = now() where id = ${id}`;
    const token = Buffer.alloc(32, id);
    await ownerSql()`insert into email_tokens (token_hash, user_id, purpose, email, expires_at, used_at)
      values (${token}, ${userId}, 'reset_password', 'a@example.com', now(), now())`;
    for (const back of [
      sql`update sessions set revoked_at = null where id = ${id}`,
      sql`update sessions set revoked_at = now() + interval '1 day' where id = ${id}`,
      sql`update email_tokens set used_at = null where token_hash = ${token}`,
    ]) {
      const paid = connections().writer.transaction(async (tx) => {
        await enter(tx, null, userId);
        await appendAudit(tx, actor, "test.change", "done", { workspaceId: null });
        await tx.execute(back);
      });
      await expect(paid).rejects.toMatchObject({ cause: { code: "42501" } });
    }
  });

  test("a single-call command needs workspace and audit entry too", async () => {
    const { actor, workspaceId } = await makeMember();
    await makeNewsletter(workspaceId, "Before");
    const rename = (entering: boolean) =>
      callCommand({
        name: "newsletter.update",
        allow: workspaceMember,
        input: nothing,
        group: () => "",
        call: () => sql`
          with entered as materialized (
            select set_config('app.workspace_id', ${entering ? workspaceId : ""}, true) as workspace
          )
          update newsletters set name = 'After' from entered where entered.workspace is not null returning 0 as n`,
        result: (row: { n: number } | undefined) => row?.n ?? null,
      });
    for (const entering of [true, false])
      await expect(rename(entering)(actor, {})).rejects.toMatchObject({
        code: "23514",
        message: /no audit entry/,
      });
    const [row] = await ownerSql()`select name from newsletters where workspace_id = ${workspaceId}`;
    expect(row?.name).toBe("Before");
    expect(await connections().writer.select({ id: newsletters.id }).from(newsletters)).toEqual([]);
  });

  test("an audit entry of another transaction does not pay the debt", async () => {
    const { actor, workspaceId } = await makeMember();
    await connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, actor.userId);
      await appendAudit(tx, actor, "test.other", "done");
    });
    const change = connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, actor.userId);
      await tx.update(workspaces).set({ name: "x" }).where(eq(workspaces.id, workspaceId));
    });
    await expect(change).rejects.toMatchObject({ code: "23514" });
  });

  test("a rolled-back or already collected entry pays no debt", {
    tag: "@V16.4.2",
  }, async () => {
    const { actor, workspaceId } = await makeMember();
    const entry = sql`select audit_append(${uuidv7()}, ${workspaceId}, null, 'job', 't', 'test.append', 'done', null, '{}', null, null, 'x')`;
    const change = sql`update workspaces set name = 'Unpaid' where id = ${workspaceId}`;
    const back = [sql`savepoint a`, entry, sql`rollback to savepoint a`];
    const collected = [entry, sql`set constraints all immediate`, sql`set constraints all deferred`];
    for (const statements of [
      [change, ...back],
      [...back, change],
      [sql`savepoint a`, ...collected, sql`release savepoint a`, change],
    ]) {
      const attempt = connections().writer.transaction(async (tx) => {
        await enter(tx, workspaceId, actor.userId);
        for (const statement of statements) await tx.execute(statement);
      });
      await expect(attempt).rejects.toMatchObject({ code: "23514", message: /no audit entry/ });
    }
  });

  test("consents are never edited", async () => {
    await expect(connections().raw.writer`update consents set basis = 'express'`).rejects.toMatchObject({
      code: "42501",
    });
    const { workspaceId } = await makeMember();
    await makeContacts(workspaceId, 1);
    await expect(
      ownerSql()`update consents set wording = 'x' where workspace_id = ${workspaceId}`,
    ).rejects.toMatchObject({ code: "42501" });
  });

  test("the application's roles own nothing, and are above no wall", async () => {
    const owns =
      await ownerSql()`select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname ~ '_(app|read|keep)$'`;
    expect(owns).toHaveLength(0);
    const able = await ownerSql()`select rolname from pg_roles where rolname ~ '_(app|read|keep)$'
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`;
    expect(able).toHaveLength(0);
    await expect(
      connections().raw.writer`alter table audit_events disable trigger all`,
    ).rejects.toMatchObject({ code: "42501" });
    await expect(connections().raw.writer`set session_replication_role = replica`).rejects.toMatchObject({
      code: "42501",
    });
  });
});

test("no role of the application makes temporary tables or large objects", { tag: "@V13.2.2" }, async () => {
  const able = await ownerSql()`
    select r.rolname, p.proname from pg_roles r
    left join pg_proc p on p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname ~ '^lo_' or p.proname in ('loread', 'lowrite')) and has_function_privilege(r.oid, p.oid, 'execute')
    where r.rolname in (select current_database() || '_' || kind from unnest(array['app', 'read', 'keep']) kind)
      and (p.oid is not null or has_database_privilege(r.oid, current_database(), 'temporary, create'))`;
  expect(able).toEqual([]);
  for (const statement of ["create temp table mine (id int)", "select lo_create(0)"])
    for (const pool of [connections().raw.writer, connections().raw.keeper])
      await expect(pool.unsafe(statement), statement).rejects.toMatchObject({ code: "42501" });
});

test.describe("the wall between workspaces", () => {
  test("a forgotten where shows nothing of another workspace", { tag: "@V8.4.1" }, async () => {
    const { workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    await makeContacts(workspaceId, 2, newsletterId);
    const { actor: stranger, workspaceId: elsewhere } = await makeMember();

    const tables = await walledTables();
    expect(tables.length).toBeGreaterThan(12);
    const seen = query({
      name: "attempt",
      allow: workspaceMember,
      input: nothing,
      async run({ db }) {
        const rows: Record<string, unknown> = {};
        for (const table of tables)
          rows[table] = await db.execute(sql`select workspace_id from ${sql.identifier(table)}`);
        return rows as Record<string, { workspace_id: string }[]>;
      },
    });
    for (const [table, rows] of Object.entries(await seen(stranger, {}))) {
      expect(
        rows.filter((row) => row.workspace_id !== elsewhere),
        table,
      ).toEqual([]);
    }
  });

  test("a forgotten where over people shows the own workspace's, now and formerly", {
    tag: "@V8.4.1",
  }, async () => {
    const { actor, workspaceId } = await makeMember();
    const { user: colleague } = await makeMember({ workspaceId, role: "member" });
    const { user: former } = await makeMember({ workspaceId, role: "member" });
    await asOwner(
      (sql) => sql`delete from memberships where workspace_id = ${workspaceId} and user_id = ${former.id}`,
    );
    await makeMember();
    const { actor: alone } = await makeSignedIn();

    const everybody = (allow: typeof workspaceMember | typeof signedIn) =>
      query({
        name: "attempt",
        allow: allow as typeof signedIn,
        input: nothing,
        run: async ({ db }) => (await db.select({ id: users.id }).from(users)).map(({ id }) => id).sort(),
      });
    expect(await everybody(workspaceMember)(actor, {})).toEqual(
      [actor.userId, colleague.id, former.id].sort(),
    );
    expect(await everybody(signedIn)(alone, {})).toEqual([alone.userId]);
    expect(await connections().reader.select({ id: users.id }).from(users)).toEqual([]);
  });

  test("a deleted account or workspace leaves no former members behind", async () => {
    const { user, workspaceId } = await makeMember();
    const { user: other } = await makeMember({ workspaceId, role: "member" });
    await asOwner((sql) => sql`delete from users where id = ${other.id}`);
    await asOwner((sql) => sql`delete from workspaces where id = ${workspaceId}`);
    const rows =
      await ownerSql()`select from former_members where workspace_id = ${workspaceId} or user_id in (${user.id}, ${other.id})`;
    expect(rows).toHaveLength(0);
  });

  test("without a workspace nothing is visible or writable", async () => {
    const { workspaceId, actor } = await makeMember();
    await makeContacts(workspaceId, 1);
    expect(await connections().writer.select({ id: contacts.id }).from(contacts)).toEqual([]);

    const { workspaceId: elsewhere } = await makeMember();
    const smuggled = connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, actor.userId);
      await tx.insert(newsletters).values({ id: uuidv7(), workspaceId: elsewhere, name: "smuggled" });
    });
    await expect(smuggled).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  test("every table with a workspace_id has row-level security", async () => {
    const open =
      await ownerSql()`select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity and c.relname <> 'sessions'`;
    expect(open).toEqual([]);
  });

  test("owned() and row-level security answer alike", async () => {
    const { workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    const { actor: stranger } = await makeMember();
    const read = query({
      name: "attempt",
      allow: workspaceMember,
      input: z.object({ id: z.uuid() }),
      async run({ db, actor }, input) {
        const [row] = await db
          .select({ id: newsletters.id })
          .from(newsletters)
          .where(sql`${owned(newsletters, actor)} and id = ${input.id}`);
        if (!row) throw notFound("newsletter");
        return row;
      },
    });
    await expect(read(stranger, { id })).rejects.toMatchObject({
      code: "notFound",
      message: "That newsletter no longer exists.",
    });
    await expect(read(stranger, { id: uuidv7() })).rejects.toMatchObject({ code: "notFound" });
  });
});

/** Tables with row-level security whose workspace the reading role may ask for. */
const walledTables = async () =>
  (
    await connections().raw.reader<
      { name: string }[]
    >`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
      and has_column_privilege(c.oid, a.attnum, 'select') order by 1`
  ).map(({ name }) => name);

/** Tables that owe no entry for a change, each with the reason. */
const unguarded: Record<string, string> = {
  api_key_networks: "From which networks a key was used, which changes nobody's rights.",
  api_requests: "A row a request: what it changed is recorded.",
  api_usage: "Counts of requests.",
  api_key_uses: "When a key was used last, which changes nobody's rights.",
  attempt_counters: "Counts attempts; what is refused is recorded by the command.",
  audit_export_progress: "Says how far an export is; its end is recorded.",
  bulk_action_contacts: "What became of each contact; the batch that dealt with them is recorded.",
  bulk_actions: "Counts contacts while it runs; its steps are recorded.",
  campaign_drafts: "Text while it is typed: one entry per half hour of writing, per save and per sending.",
  link_openings: "A visit to a page, which changes nobody's rights; kept 90 days.",
  webhook_deliveries: "Events by triggers of guarded tables, and what became of each while it was sent.",
  webhook_health: "How an address answered last, written while sending.",
  people_taken: "Counts whom a member takes away; the command that does it is recorded.",
  mail_turns: "Whose turn it is, written by the claim with its deliveries.",
  command_results: "The answer to a form, kept with the entry of what it made.",
  data_keys: "A key is made with what it seals; its rotation is recorded.",
  deliveries: "A row a message: the campaign's entry stands for them.",
  email_account_health: "How a server behaves, which nobody decides.",
  erased_addresses: "When a person was erased, which is recorded; a nightly job takes old ones away.",
  folded_refusals: "Counts refusals, until the entry of their window is written.",
  idempotent_requests: "The answer to a repeated request; what it changed is recorded.",
  import_chunks: "The uploaded file, piece by piece; its receipt is recorded.",
  import_left_values: "Single values left out; the batch that left them out is recorded.",
  import_refusals: "Rows left out; the batch that left them out is recorded.",
  imports: "Counts rows while it runs; its steps are recorded.",
  login_challenges: "A sign-in that opens nothing yet.",
  person_keys: "Half of the key of an entry, made with the entry.",
  rate_buckets: "Counts requests of a workspace's keys; a refused one did nothing.",
  security_scores: "The score of a day, for a chart.",
  suppression_sources: "Who else asked for a suppression, noted by a trigger; what they did is recorded.",
  totp_enrolments: "A secret that protects nothing until it is proved.",
  webauthn_challenges: "What an authenticator signs, within five minutes.",
};

type WrittenTable = {
  name: string;
  guarded: boolean;
  deletes: boolean;
  /** A column it may write in a new row, and one it may change. */
  inserts: string | null;
  updates: string | null;
};

/**
 * What the application may write, by the catalog. Guarded is a table whose trigger fires on every kind of change the application may make;
 * of updates it may name the columns that owe an entry.
 */
const writtenTables = () =>
  connections().raw.writer<WrittenTable[]>`
    select name, deletes, inserts, updates,
      coalesce((inserts is null or tgtype & 4 > 0) and (not deletes or tgtype & 8 > 0) and (updates is null or tgtype & 16 > 0), false) as guarded
    from (
      select c.relname as name, t.tgtype, has_table_privilege(c.oid, 'delete') as deletes,
        min(a.attname) filter (where has_column_privilege(c.oid, a.attnum, 'insert')) as inserts,
        min(a.attname) filter (where has_column_privilege(c.oid, a.attnum, 'update')
          and (coalesce(array_length(t.tgattr::int2[], 1), 0) = 0 or a.attnum = any(t.tgattr::int2[]))) as updates
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
      left join pg_trigger t on t.tgrelid = c.oid and t.tgname = 'audited' and t.tgenabled = 'O'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      group by c.oid, c.relname, t.tgtype
    ) tables where deletes or inserts is not null or updates is not null order by name`;

/** Each kind of change a table allows, of no row at all: the guard asks for an entry all the same. */
const changesOf = ({ name, inserts, deletes, updates }: WrittenTable) =>
  [
    inserts && `insert into ${name} (${inserts}) select ${inserts} from ${name} where false`,
    deletes && `delete from ${name} where false`,
    updates && `update ${name} set ${updates} = ${updates} where false`,
  ]
    .filter((change) => typeof change === "string")
    .map((change) => ({ name, change }));
