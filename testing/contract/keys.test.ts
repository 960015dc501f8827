import { expect, test } from "@playwright/test";
import type postgres from "postgres";
import { ownerSql } from "#testing/factories.ts";

/** Indexes of a workspace's table that do not begin with the workspace, and why. No unique one can be here. */
const acrossWorkspaces: Record<string, string> = {
  memberships_user: "A user's workspaces are asked for before one is chosen.",
  invitations_token: "The directory (workspace_of) finds an invitation's workspace by the link's hash.",
  invitations_shown_token: "The same for the link that was shown.",
  campaigns_scheduled: "The minute's round looks for campaigns to start in every workspace.",
  api_keys_public_id: "A request's key says which workspace it opens, before one is entered.",
  api_requests_age: "The sweep looks for old requests in every workspace.",
  api_usage_age: "The sweep looks for old counts in every workspace.",
  command_results_old: "The sweep looks for old answers in every workspace.",
  idempotent_requests_old: "The sweep looks for old answers in every workspace.",
  link_openings_age: "The sweep looks for old openings in every workspace.",
  mail_turns_age: "The sweep looks for old turns in every workspace.",
  subject_requests_proof: "A mailed link of a request names no workspace; its hash finds it.",
  subject_requests_bundle: "The same for the link to a person's data.",
  contacts_parts: "Keys of three signs in a GIN index, each of which begins with the workspace (text_parts).",
  suppressions_by_hash:
    "Its trigger alone asks it, by a keyed hash and then by the workspace; see the migration.",
  suppressions_parts: "The same; find_suppressions alone asks it.",
  webhook_deliveries_ended: "The sweep looks for old deliveries in every workspace.",
  audit_exports_kept: "The sweep looks for expired files in every workspace.",
  audit_exports_open: "The sweep looks for exports that nobody works on in every workspace.",
};

type Sql = postgres.Sql | postgres.TransactionSql;

/** A workspace's tables, by rule: their workspace_id is never null. Those of accounts and of the installation have none, or may. */
const tables = (sql: Sql) => sql<{ oid: number; name: string }[]>`
  select c.oid::int, c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and a.attname = 'workspace_id' and a.attnotnull and not a.attisdropped order by 2`;

/** What stands in the way of moving a workspace whole, or lets a row of one workspace point at another's. */
async function faults(sql: Sql) {
  const own = await tables(sql);
  const oids = own.map(({ oid }) => oid);
  const indexes = await sql<{ name: string; key: boolean; first: string | null }[]>`
    select i.relname as name, x.indisunique as key, a.attname as first
    from pg_index x join pg_class i on i.oid = x.indexrelid
    left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
    where x.indrelid::int = any (${oids}) order by 1`;
  const keyless = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.oid::int = any (${oids})
      and not exists (select from pg_index x where x.indrelid = c.oid and x.indisprimary)`;
  const references = await sql<{ name: string; first: string; to: string }[]>`
    select f.conname as name, a.attname as first, b.attname as to
    from pg_constraint f
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
    where f.contype = 'f' and f.conrelid::int = any (${oids}) and f.confrelid::int = any (${oids}) order by 1`;
  const away = indexes.filter(({ first }) => first !== "workspace_id");
  return {
    keys: [...away.filter(({ key }) => key), ...keyless].map(({ name }) => name),
    indexes: away.filter(({ key, name }) => !key && !(name in acrossWorkspaces)).map(({ name }) => name),
    references: references
      .filter(({ first, to }) => first !== "workspace_id" || to !== "workspace_id")
      .map(({ name }) => name),
    compared: { tables: own.length, references: references.length },
  };
}

test("every key of a workspace's table begins with the workspace", async () => {
  const found = await faults(ownerSql());
  expect(found).toMatchObject({ keys: [], indexes: [], references: [] });
  expect(found.compared.tables).toBeGreaterThanOrEqual(18);
  expect(found.compared.references).toBeGreaterThanOrEqual(11);
});

test("a key or a reference without the workspace is found", async () => {
  const planted = ownerSql().begin(async (sql) => {
    await sql`create table planted (id uuid primary key, workspace_id uuid not null, email text, unique (email))`;
    await sql`create table planted_child (workspace_id uuid not null, id uuid, planted_id uuid references planted)`;
    await sql`create index planted_list on planted (id desc)`;
    const { compared: _, ...found } = await faults(sql);
    throw new Error(JSON.stringify(found));
  });
  await expect(planted).rejects.toThrow(
    JSON.stringify({
      keys: ["planted_email_key", "planted_pkey", "planted_child"],
      indexes: ["planted_list"],
      references: ["planted_child_planted_id_fkey"],
    }),
  );
});

test("an exception to the rule is an index that is there", async () => {
  const there = await ownerSql()<{ name: string }[]>`
    select relname as name from pg_class where relname = any (${Object.keys(acrossWorkspaces)}) order by 1`;
  expect(there.map(({ name }) => name)).toEqual(Object.keys(acrossWorkspaces).sort());
});
