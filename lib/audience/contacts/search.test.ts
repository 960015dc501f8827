import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { asOwner, makeContacts, makeMember } from "#testing/factories.ts";
import { countContacts } from "./count.ts";
import { listContacts } from "./list.ts";

type People = Record<string, { email: string; first?: string; last?: string }>;

const people: People = {
  ada: { email: "ada.byron@analytical.example", first: "Ada", last: "Lovelace" },
  grace: { email: "grace_hopper@navy.example", first: "Grace", last: "Hopper" },
  zoe: { email: "zoë@straße.example", first: "Zoë", last: "Ångström" },
  percent: { email: "100%off@shop.example", first: "Per", last: "Cent" },
};

async function makePeople() {
  const { actor, workspaceId } = await makeMember();
  const made = await makeContacts(workspaceId, Object.keys(people).length);
  await asOwner(async (tx) => {
    for (const [at, { email, first, last }] of Object.values(people).entries())
      await tx`update contacts set email = ${email}, email_hash = sha256(convert_to(${email}, 'UTF8')), first_name = ${first ?? null}, last_name = ${last ?? null}
        where id = ${made[at]?.id ?? ""}`;
  });
  const nameOf = new Map(Object.keys(people).map((name, at) => [made[at]?.id, name]));
  const found = async (search: string) =>
    (await listContacts(actor, { search })).rows.map(({ id }) => nameOf.get(id)).sort();
  return { actor, workspaceId, found };
}

test("a search finds each part of addresses and names", async () => {
  const { found, actor } = await makePeople();
  expect(await found("byron@ana")).toEqual(["ada"]);
  expect(await found("LOVEL")).toEqual(["ada"]);
  expect(await found("velace lytic")).toEqual(["ada"]);
  expect(await found("opper")).toEqual(["grace"]);
  expect(await found("ngstr")).toEqual(["zoe"]);
  expect(await found("ÅNG")).toEqual(["zoe"]);
  expect(await found("example")).toEqual(["ada", "grace", "percent", "zoe"]);
  expect(await found("ada hopper")).toEqual([]);
  // Signs of LIKE are letters like any other.
  expect(await found("100%off")).toEqual(["percent"]);
  expect(await found("grace_hop")).toEqual(["grace"]);
  expect(await found("ada_byron")).toEqual([]);
  expect(await found("c\\%nt")).toEqual([]);
  expect(await countContacts(actor, { search: "opper" })).toEqual({ count: 1, more: false });
});

test("a search sees nothing of another workspace", async () => {
  await makePeople();
  const { found } = await makePeople();
  expect(await found("lovelace")).toEqual(["ada"]);
  const [stray] = await connections().writer.transaction(async (tx) =>
    tx.execute<{ n: number }>(
      sql`select count(*)::int as n from find_contacts('%lovelace%', null, null, null, null)`,
    ),
  );
  // Nobody entered a workspace.
  expect(stray?.n).toBe(0);
});

test("a word that most contacts hold pages through all of them", async () => {
  const { actor, workspaceId } = await makeMember();
  await makeContacts(workspaceId, 230);
  const [one] = await makeContacts(workspaceId, 1);
  await asOwner(
    (tx) =>
      tx`update contacts set email = 'someone@else.test', email_hash = sha256('someone@else.test') where id = ${one?.id ?? ""}`,
  );
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await listContacts(actor, { search: "example", limit: 100, ...(cursor && { cursor }) });
    for (const { id } of page.rows) seen.add(id);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen.size).toBe(230);
  expect((await listContacts(actor, { search: "@else" })).rows).toHaveLength(1);
});

test("a large workspace finds parts by the index of trigrams", async () => {
  const { actor, workspaceId } = await makeMember();
  const { workspaceId: elsewhere } = await makeMember();
  const many = (workspace: string, count: number) =>
    asOwner(
      (tx) => tx`insert into contacts (id, workspace_id, email, email_hash, first_name, source)
        select new_id(), ${workspace}, 'p' || n || '@part' || n % 977 || '.example', decode(md5(n::text), 'hex'), 'Q' || n, 'manual'
        from generate_series(1, ${count}::int) n`,
    );
  await many(workspaceId, 20_100);
  await many(elsewhere, 200);
  const found = async (search: string) =>
    (await listContacts(actor, { search, limit: 200 })).rows.map(({ email }) => email);
  expect(await found("19999@")).toEqual(["p19999@part459.example"]);
  expect(await found("9999@part459 q199")).toEqual(["p19999@part459.example"]);
  expect(await found("t459.ex")).toHaveLength(21);
  expect(await found("p1@")).toEqual(["p1@part1.example"]);
  // A part that nearly all hold is read off the list.
  expect(await found("part")).toHaveLength(200);
  expect(await found("nobody")).toEqual([]);
  expect(await countContacts(actor, { search: "part" })).toEqual({ count: 1000, more: true });
  expect(await countContacts(actor, { search: "t459.ex" })).toEqual({ count: 21, more: false });
  const [all] = await connections().writer.transaction(async (tx) => {
    await enter(tx, elsewhere, null);
    return tx.execute<{ n: number }>(
      sql`select count(*)::int as n from find_contacts('%part%', '%example%', null, null, null)`,
    );
  });
  expect(all?.n).toBe(200);
});

/** Returns how many pages a function reads for a workspace, with plans and catalog warm. */
async function pagesRead(workspaceId: string, call: string): Promise<number> {
  await asOwner(
    (tx) => tx`select gin_clean_pending_list('contacts_parts'), gin_clean_pending_list('suppressions_parts')`,
  );
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const explain = sql.raw(`explain (analyze, buffers, format json) select * from ${call}`);
    await tx.execute(explain);
    const [row] = await tx.execute<{ "QUERY PLAN": { Plan: Record<string, number> }[] }>(explain);
    const plan = row?.["QUERY PLAN"][0]?.Plan ?? {};
    return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
  });
}

test("a search reads nothing of another workspace's people", { tag: "@V8.4.1" }, async () => {
  const { workspaceId } = await makeMember();
  const { workspaceId: elsewhere } = await makeMember();
  await makeContacts(workspaceId, 50);
  const searches = [
    "find_contacts('%quillwort%', null, null, null, null)",
    "find_suppressions('%quillwort%')",
  ];
  const before = await Promise.all(searches.map((call) => pagesRead(workspaceId, call)));
  await asOwner(async (tx) => {
    await tx`insert into contacts (id, workspace_id, email, email_hash, source)
      select new_id(), ${elsewhere}, 'p' || n || '@quillwort.example', decode(md5('q' || n), 'hex'), 'manual'
      from generate_series(1, 12000) n`;
    await tx`insert into suppressions (workspace_id, id, email, email_hash, reason, source)
      select workspace_id, new_id(), email, email_hash, 'manual', 'manual' from contacts where workspace_id = ${elsewhere}`;
  });
  const after = await Promise.all(searches.map((call) => pagesRead(workspaceId, call)));
  for (const [at, pages] of after.entries()) expect(pages - (before[at] ?? 0), searches[at]).toBeLessThan(80);
});

test("source and day narrow the list", async () => {
  const { actor, workspaceId } = await makeMember();
  const [old, fresh] = await makeContacts(workspaceId, 2);
  await asOwner(async (tx) => {
    await tx`update workspaces set time_zone = 'Pacific/Auckland' where id = ${workspaceId}`;
    // Half past midnight on 2 November in Auckland.
    await tx`update contacts set created_at = '2026-11-01 11:30+00', source = 'form' where id = ${old?.id ?? ""}`;
  });
  const ids = async (filters: Parameters<typeof listContacts>[1]) =>
    (await listContacts(actor, filters)).rows.map(({ id }) => id);
  expect(await ids({ source: "form" })).toEqual([old?.id]);
  expect(await ids({ addedFrom: "2026-11-02", addedTo: "2026-11-02" })).toEqual([old?.id]);
  expect(await ids({ addedTo: "2026-11-01" })).toEqual([]);
  expect(await ids({ addedFrom: "2026-11-03" })).toEqual([fresh?.id]);
  expect(await ids({ addedFrom: "2027-02-31" })).toEqual([]);
});
