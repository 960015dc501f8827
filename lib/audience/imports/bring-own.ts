import { sql } from "drizzle-orm";
import { type CopyValue, copyLine } from "#lib/audience/imports/reader/copy-text.ts";
import type { ContactRow } from "#lib/audience/imports/reader/rows.ts";
import { mostTagsOfWorkspace } from "#lib/audience/tags/find-or-make.ts";
import { copyInto } from "#lib/core/database/copy.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

type Of = { workspaceId: string; importId: string; replaces: boolean };

const nothing = { tagged: 0, filled: 0, valuesLeft: 0 };

/**
 * Puts the tags and values of the rows in `import_rows` on their contacts. Tags are added and never taken off; values fill empty fields,
 * and replace others where the import says so. What is left out is kept with its reason. Returns how many of each.
 */
export async function bringOwn(tx: Transaction, of: Of, accepted: ContactRow[]): Promise<typeof nothing> {
  const rows = accepted.filter(({ own }) => own !== undefined);
  if (rows.length === 0) return nothing;
  const has = (what: "values" | "left") => rows.some(({ own }) => own && own[what].length > 0);
  if (has("left")) await copyInto(tx, "import_left", leftLines(rows));
  let [tagged, filled] = [0, 0];
  if (rows.some(({ own }) => own && own.tags.names.length > 0)) {
    await copyInto(tx, "import_tags", tagLines(rows));
    tagged = await putTags(tx, of);
  }
  if (has("values")) {
    await copyInto(tx, "import_values", valueLines(rows));
    filled = await fill(tx, of);
  }
  return { tagged, filled, valuesLeft: await keepLeft(tx, of) };
}

/** Who stands behind a row: `r` is a row that was not suppressed, `c` its contact. Restricted data stay as they are (GDPR 18). */
const people = (workspaceId: string) =>
  sql`join import_rows r on r.line = x.line join contacts c on c.workspace_id = ${workspaceId} and c.email = r.email and c.restricted_at is null`;

async function putTags(tx: Transaction, { workspaceId, importId }: Of): Promise<number> {
  await tx.execute(sql`
    insert into tags (workspace_id, id, name, import_id)
    select ${workspaceId}::uuid, new_id(), w.name, ${importId}::uuid from (
      select distinct on (lower(x.name)) x.name, x.line, x.position from import_tags x join import_rows r on r.line = x.line
      where not exists (select from tags t where t.workspace_id = ${workspaceId} and lower(t.name) = lower(x.name))
      order by lower(x.name), x.line, x.position) w
    order by w.line, w.position
    limit greatest(0, ${mostTagsOfWorkspace} - (select count(*) from tags t where t.workspace_id = ${workspaceId}))
    on conflict (workspace_id, lower(name)) do nothing`);
  const [put] = await tx.execute<{ made: number }>(sql`
    with known as materialized (
      select lower(t.name) as name, t.id from tags t where t.workspace_id = ${workspaceId}
    ), put as (
      insert into contact_tags (workspace_id, tag_id, contact_id, import_id)
      select distinct ${workspaceId}::uuid, k.id, c.id, ${importId}::uuid
      from import_tags x join known k on k.name = lower(x.name) ${people(workspaceId)}
      on conflict (workspace_id, tag_id, contact_id) do update set import_id = null
        where contact_tags.import_id <> excluded.import_id
      returning xmax = 0 as made
    ), full_up as (
      insert into import_left (line, position, message, value)
      select x.line, x.position, ${`A workspace has at most ${mostTagsOfWorkspace} tags, so these were left out.`},
        left(string_agg(x.name, ', '), 120)
      from import_tags x where not exists (select from known k where k.name = lower(x.name)) group by x.line, x.position
    )
    select count(*) filter (where made)::int as made from put`);
  return put?.made ?? 0;
}

// A value that the contact has already belongs to whoever gave it first and to this file: no rolling back takes it away.
async function fill(tx: Transaction, { workspaceId, importId, replaces }: Of): Promise<number> {
  const [set] = await tx.execute<{ filled: number }>(sql`
    with given as materialized (
      select x.field_id, c.id as contact_id, x.value
      from import_values x join contact_fields f on f.workspace_id = ${workspaceId} and f.id = x.field_id ${people(workspaceId)}
    ), filled as (
      insert into contact_values as v (workspace_id, field_id, contact_id, value, import_id)
      select distinct on (field_id, contact_id) ${workspaceId}::uuid, field_id, contact_id, value, ${importId}::uuid from given
      on conflict (workspace_id, field_id, contact_id) do update set
        before_import = case when v.value <> excluded.value then v.value end,
        import_id = case when v.value <> excluded.value then excluded.import_id end,
        value = excluded.value
        where v.value <> excluded.value and ${replaces} or v.value = excluded.value and v.import_id <> excluded.import_id
      returning v.import_id
    ), gone as (
      insert into import_left (line, position, message, value)
      select x.line, x.position, 'Its field was deleted meanwhile.', left(x.value, 120) from import_values x
      where not exists (select from contact_fields f where f.workspace_id = ${workspaceId} and f.id = x.field_id)
    )
    select count(*) filter (where import_id is not null)::int as filled from filled`);
  return set?.filled ?? 0;
}

async function keepLeft(tx: Transaction, { workspaceId, importId }: Of): Promise<number> {
  const kept = await tx.execute(sql`
    insert into import_left_values (workspace_id, import_id, line, position, contact_id, column_name, message, value)
    select distinct on (x.line, x.position) ${workspaceId}::uuid, ${importId}::uuid, x.line, x.position, c.id,
      coalesce(i.dialect -> 'names' ->> x.position::text, 'Column ' || x.position + 1), x.message, x.value
    from import_left x ${people(workspaceId)} join imports i on i.workspace_id = ${workspaceId} and i.id = ${importId}
    on conflict do nothing`);
  return (kept as unknown as { count: number }).count;
}

const tagLines = (rows: ContactRow[]) =>
  inPieces(rows, ({ line, own }) => (own?.tags.names ?? []).map((name) => [line, own?.tags.column, name]));

const valueLines = (rows: ContactRow[]) =>
  inPieces(rows, ({ line, own }) =>
    (own?.values ?? []).map(({ column, field, value }) => [line, column, field, value]),
  );

const leftLines = (rows: ContactRow[]) =>
  inPieces(rows, ({ line, own }) =>
    (own?.left ?? []).map(({ column, message, value }) => [line, column, message, value]),
  );

async function* inPieces(rows: ContactRow[], linesOf: (row: ContactRow) => CopyValue[][]) {
  let text = "";
  for (const row of rows) {
    for (const line of linesOf(row)) text += copyLine(line);
    if (text.length < 64 * 1024) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
}
