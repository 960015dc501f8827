import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { Cursor } from "./cursor.ts";
import type { Plan, Way } from "./plan.ts";

/** Entry as the database stores it. */
export type Row = {
  chain_id: string;
  seq: string;
  id: string;
  at: string;
  user_id: string | null;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  result: "done" | "refused" | "failed";
  target: string | null;
  detail: string;
  origin_key: string | null;
  origin_sealed: Buffer | null;
  origin_commitment: Buffer | null;
  about_key: string | null;
  about_sealed: Buffer | null;
  about_commitment: Buffer | null;
  request_id: string;
  hash: Buffer;
};

/**
 * Part of the log. `from` and `to` are days of `zone`, both included; `cursor` is where the last
 * page ended.
 */
export type Stretch = {
  zone: string;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: Cursor | undefined;
  direction: "older" | "newer";
};

// Most entries compared before a page says how far it looked, so that no filter is slow in a long
// log. Most of several chains are short, so each may take more than its share.
const ENTRIES_COMPARED = 10_000;

/**
 * Returns the next `limit` entries of a plan, in the order of the direction. `end` is where the
 * search stopped and may continue; null at the end of the log. It may stop before `limit` entries
 * are found, when very many had to be compared.
 */
export async function readEntries(db: Transaction, plan: Plan, stretch: Stretch, limit: number) {
  const probes = plan.ways.reduce((sum, { probes }) => sum + probes.length, 0);
  if (probes === 0) return { rows: [], end: null, full: false };
  const window =
    plan.rest.length > 0 ? Math.max(200, Math.ceil(ENTRIES_COMPARED / Math.sqrt(probes))) : 1_000_000_000;
  const parts = plan.ways
    .filter(({ probes }) => probes.length > 0)
    .map((part) => partOf(part, plan.rest, stretch, { window, limit: limit + 1 }));
  // Two ways may lead to the same entry.
  const most = (limit + 1) * parts.length;
  const found = await db.execute<Row & { fits: boolean; last: boolean }>(sql`
    select f.* from (${sql.join(parts, sql` union all `)}) f
    order by ${order(stretch, sql`f.occurred_at`, sql`f.chain_id`, sql`f.seq`)} limit ${most}`);

  const rows: Row[] = [];
  const seen = new Set<string>();
  for (const row of found) {
    const key = `${row.chain_id} ${row.seq}`;
    if (row.fits && !seen.has(key)) {
      if (rows.length === limit) return { rows, end: placeOf(rows.at(-1) as Row), full: true };
      rows.push(row);
      seen.add(key);
    }
    if (row.last) return { rows, end: placeOf(row), full: rows.length === limit };
  }
  return { rows, end: null, full: rows.length === limit };
}

export const placeOf = ({ at, chain_id: chain, seq }: Row): Cursor => ({ at, chain, seq: Number(seq) });

function partOf(
  { way, probes }: Plan["ways"][number],
  rest: SQL[],
  stretch: Stretch,
  { window, limit }: { window: number; limit: number },
): SQL {
  const inOrder = (table: SQL) => order(stretch, sql`${table}.occurred_at`, null, sql`${table}.seq`);
  const fits = rest.length > 0 ? sql.join(rest, sql` and `) : sql`true`;
  return sql`(select w.* from jsonb_to_recordset(${JSON.stringify(probes)}::jsonb) as p(chain uuid, key text)
    cross join lateral (
      select x.*, x.n = ${window} as last from (
        select e.chain_id, e.seq, e.id, to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.occurred_at,
          e.user_id, e.actor_kind, e.actor_id, e.action, e.result, e.target, e.detail::text as detail, e.origin_key, e.origin_sealed,
          e.origin_commitment, e.about_key, e.about_sealed, e.about_commitment, e.request_id, e.hash, (${fits}) as fits,
          row_number() over (order by ${inOrder(sql`e`)}) as n
        from audit_events e
        where e.chain_id = p.chain and ${matches[way]} and ${within(stretch)}
        order by ${inOrder(sql`e`)} limit ${window}
      ) x where x.fits or x.n = ${window}
      order by ${inOrder(sql`x`)} limit ${limit}
    ) w)`;
}

/** Condition on the index of each way, besides the chain. */
export const matches: Record<Way, SQL> = {
  chain: sql`true`,
  action: sql`e.action = p.key`,
  target: sql`e.target = p.key`,
  person: sql`e.user_id = p.key::uuid`,
  bucket: sql`e.ip_bucket = p.key::smallint`,
  request: sql`e.request_id = p.key`,
  result: sql`e.result = p.key and e.result <> 'done'`,
  // An entry's id is a UUIDv7 made when it was written, so that its time finds it without an index on the id.
  entry: sql`e.id = p.key::uuid and e.occurred_at between ${madeAt()} - interval '1 minute' and ${madeAt()} + interval '10 minutes'`,
};

// The first 48 bits are milliseconds (RFC 9562 5.7). PostgreSQL has a function for it only from 17 on.
function madeAt(): SQL {
  return sql`to_timestamp(('x' || left(replace(p.key, '-', ''), 12))::bit(48)::bigint / 1000.0)`;
}

/** Returns the conditions for the days and the side of the cursor. */
export function within({ zone, from, to, cursor, direction }: Stretch): SQL {
  const parts = [sql`true`];
  if (from) parts.push(sql`e.occurred_at >= (${from}::timestamp at time zone ${zone})`);
  if (to) parts.push(sql`e.occurred_at < ((${to}::date + 1)::timestamp at time zone ${zone})`);
  if (cursor) {
    const place = sql`(${cursor.at}::timestamptz, ${cursor.chain}::uuid, ${cursor.seq}::bigint)`;
    // The first comparison uses the index; the second orders the entries of that very microsecond.
    parts.push(
      direction === "older"
        ? sql`e.occurred_at <= ${cursor.at}::timestamptz and (e.occurred_at, e.chain_id, e.seq) < ${place}`
        : sql`e.occurred_at >= ${cursor.at}::timestamptz and (e.occurred_at, e.chain_id, e.seq) > ${place}`,
    );
  }
  return sql.join(parts, sql` and `);
}

function order({ direction }: Stretch, ...columns: (SQL | null)[]): SQL {
  const way = direction === "older" ? sql` desc` : sql` asc`;
  return sql.join(
    columns.filter((column) => column !== null).map((column) => sql`${column}${way}`),
    sql`, `,
  );
}
