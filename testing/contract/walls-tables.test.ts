import { expect, test } from "@playwright/test";
import { type SQL, sql } from "drizzle-orm";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { ownerSql } from "#testing/factories.ts";
import { anotherPlace } from "./callers.fixture.ts";
import { theWorld } from "./world.fixture.ts";

/** Tables with a workspace_id that are not a workspace's: it is only what a person chose to look at. */
const ofAPerson = ["sessions"];

test("every workspace table has row-level security, partitions included", {
  tag: "@V8.4.1",
}, async () => {
  const tables = await tablesOfWorkspaces();
  expect(tables.length).toBeGreaterThan(15);
  const policies = await ownerSql()<{ table: string; words: string }[]>`
    select tablename as table, coalesce(qual, '') || coalesce(with_check, '') as words from pg_policies where schemaname = 'public'`;
  const walled = new Set(policies.map(({ table }) => table));
  const open = tables.filter(({ name, wall }) => !wall || !walled.has(name)).map(({ name }) => name);
  expect(open).toEqual([]);
  for (const { table, words } of policies)
    expect(words, table).toMatch(/app_workspace_id\(\)|app_user_id\(\)/);

  const ways = await ownerSql()`
    select c.relname as partition, r.rolname as role
    from pg_inherits i join pg_class whole on whole.oid = i.inhparent and whole.relrowsecurity join pg_class c on c.oid = i.inhrelid
    cross join pg_roles r
    where c.relkind = 'r' and r.rolname ~ '_(app|read)$' and has_schema_privilege(r.oid, c.relnamespace, 'usage')
      and (has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate')
        or has_any_column_privilege(r.oid, c.oid, 'select, insert, update'))`;
  expect(ways).toEqual([]);
});

test("the application writes no row of another workspace", {
  tag: "@V8.4.1",
}, async () => {
  const { actor, workspaceId } = await theWorld();
  const there = await anotherPlace();
  const stranger = { workspaceId: there.workspaceId, userId: there.people.owner.userId };
  const empty: string[] = [];
  for (const { name } of (await tablesOfWorkspaces()).filter(({ name }) => !ofAPerson.includes(name))) {
    const table = sql.identifier(name);
    const here = sql`workspace_id = ${workspaceId}`;
    const [row] =
      await ownerSql()`select 1 from ${ownerSql()(name)} where workspace_id = ${workspaceId} limit 1`;
    if (!row) empty.push(name);

    const outcomes = {
      made: await attempt(stranger, sql`insert into ${table} (workspace_id) values (${workspaceId})`),
      changed: await attempt(
        stranger,
        sql`update ${table} set workspace_id = workspace_id where ${here} returning 1`,
      ),
      deleted: await attempt(stranger, sql`delete from ${table} where ${here} returning 1`),
      given: await attempt(
        actor,
        sql`update ${table} set workspace_id = ${there.workspaceId} where ${here} returning 1`,
      ),
    };
    expect(outcomes, name).toEqual({
      made: "refused",
      changed: expect.stringMatching(/^refused$|^0 rows$/),
      deleted: expect.stringMatching(/^refused$|^0 rows$/),
      given: row ? "refused" : expect.stringMatching(/^refused$|^0 rows$/),
    });
  }
  expect(
    empty,
    "tables without a row in the world: `seed` in the contract.cases.ts of each one's noun makes it",
  ).toEqual([]);
});

/** What a statement of the application does inside a workspace, undone in any case. */
async function attempt(who: { workspaceId: string; userId: string }, statement: SQL): Promise<string> {
  let rows = 0;
  const undone = connections().writer.transaction(async (tx) => {
    await enter(tx, who.workspaceId, who.userId);
    rows = (await tx.execute(statement)).length;
    throw new Error("undone");
  });
  const error = await undone.catch((error: Error & { cause?: { code?: string } }) => error);
  if (error.message === "undone") return `${rows} rows`;
  if (error.cause?.code === "42501") return "refused";
  throw error;
}

const tablesOfWorkspaces = () =>
  ownerSql()<{ name: string; wall: boolean }[]>`
    select c.relname as name, c.relrowsecurity as wall
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`;
