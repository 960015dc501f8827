import { expect, test } from "@playwright/test";
import { connections } from "#lib/core/database/connections.ts";
import { revokeApiKey } from "#lib/integrations/api-keys/revoke.ts";
import { makeProgram } from "#testing/api.ts";
import { ownerSql, uniqueEmail } from "#testing/factories.ts";

type Program = Awaited<ReturnType<typeof makeProgram>>;

const post = ({ send }: Program, body: object) => send("POST /contacts", body);
const entriesOf = (workspaceId: string) =>
  ownerSql()<{ actor_kind: string; actor_id: string; target: string; detail: { basis: string } }[]>`
    select actor_kind, actor_id, target, detail::jsonb as detail from audit_events
    where workspace_id = ${workspaceId} and action = 'contact.create' and result = 'done' order by seq`;

test("contacts that programs add at once are recorded one by one", { tag: "@V16.2.1" }, async () => {
  const programs = [await makeProgram(), await makeProgram()] as const;
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      post(programs[n % 2] as Program, { email: uniqueEmail(`many${n}`), first_name: `N${n}` }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  for (const [of, { workspaceId, keyId }] of programs.entries()) {
    const ids = answers.filter((_, n) => n % 2 === of).map(({ body }) => body.id as unknown as string);
    const rows = await ownerSql()<{ id: string; source: string; email_hash: Buffer }[]>`
      select id, source, email_hash from contacts where workspace_id = ${workspaceId}`;
    expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(rows.every(({ source, email_hash }) => source === "api" && email_hash.length === 16)).toBe(true);
    const entries = await entriesOf(workspaceId);
    expect(entries.map(({ target }) => target).toSorted()).toEqual(ids.toSorted());
    for (const entry of entries)
      expect(entry).toMatchObject({
        actor_kind: "apiKey",
        actor_id: keyId,
        detail: { basis: "none", newsletter: null, givenOn: null },
      });
  }
});

test("of requests for one address at once one adds the contact", { tag: "@V15.4.1" }, async () => {
  const program = await makeProgram();
  const email = uniqueEmail("same");
  const answers = await Promise.all(Array.from({ length: 12 }, () => post(program, { email })));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
  expect(await entriesOf(program.workspaceId)).toHaveLength(1);
  expect((await post(program, { email })).status).toBe(409);
});

test("an address that another transaction adds meanwhile is a conflict", async () => {
  const program = await makeProgram();
  const email = uniqueEmail("raced");
  let answer: ReturnType<typeof post> | undefined;
  await ownerSql().begin(async (sql) => {
    await sql`select set_config('app.workspace_id', ${program.workspaceId}, true)`;
    await sql`select audit_append(new_id(), ${program.workspaceId}, null, 'job', 'test', 'test.make', 'done', null, '{}', null, null, 'test')`;
    await sql`insert into contacts (id, workspace_id, email, email_hash, source)
      values (new_id(), ${program.workspaceId}, ${email}, '\\x00112233445566778899aabbccddeeff', 'manual')`;
    answer = post(program, { email });
    await expect
      .poll(async () => {
        const [row] = await connections().raw.writer<{ n: number }[]>`
          select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%create_contacts%'`;
        return row?.n;
      })
      .toBeGreaterThan(0);
  });
  expect((await answer)?.status).toBe(409);
});

test("contacts behind the end of their key are refused and recorded", { tag: "@V8.3.2" }, async () => {
  const program = await makeProgram();
  let answers: Promise<{ status: number }[]> | undefined;
  await ownerSql().begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`rights of key ${program.keyId}`}, 0))`;
    answers = Promise.all([1, 2, 3].map((n) => post(program, { email: uniqueEmail(`late${n}`) })));
    await expect
      .poll(async () => {
        const [row] = await ownerSql()<{ n: number }[]>`select count(*)::int as n from pg_locks
          where locktype = 'advisory' and mode = 'ShareLock' and not granted
            and (classid::bigint << 32 | objid::bigint) = hashtextextended(${`rights of key ${program.keyId}`}, 0)`;
        return row?.n;
      })
      .toBeGreaterThan(0);
    await sql`update api_keys set revoked_at = now() where id = ${program.keyId}`;
    await sql`select set_config('app.workspace_id', ${program.workspaceId}, true)`;
    await sql`select audit_append(new_id(), ${program.workspaceId}, null, 'job', 'test', 'test.revoke', 'done', null, '{}', null, null, 'test')`;
  });
  expect((await answers)?.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(await entriesOf(program.workspaceId)).toEqual([]);
  const [row] =
    await ownerSql()`select count(*)::int as n from contacts where workspace_id = ${program.workspaceId}`;
  expect(row?.n).toBe(0);
});

test("a contact with a ground or a one-time key is added alone", { tag: "@V2.3.3" }, async () => {
  const program = await makeProgram();
  const email = uniqueEmail("once");
  const once = { "idempotency-key": `k-${email}` };
  const [first, again] = [
    await program.send("POST /contacts", { email }, once),
    await program.send("POST /contacts", { email }, once),
  ];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  const given = { basis: "express", source: "Signed a paper form in our shop in Turin." };
  const withGround = await post(program, { email: uniqueEmail("ground"), ...given });
  expect(withGround.status).toBe(201);
  expect((await entriesOf(program.workspaceId)).map(({ detail }) => detail.basis).toSorted()).toEqual([
    "express",
    "none",
  ]);
  await revokeApiKey(program.actor, { keyId: program.keyId });
  expect((await post(program, { email: uniqueEmail("after") })).status).toBe(401);
});
