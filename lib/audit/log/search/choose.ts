import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type Condition, everything, type Plan, type Scope } from "./plan.ts";
import { matches, type Stretch, within } from "./read.ts";

// Beyond so many probes, scanning the chains themselves is cheaper than one index lookup for each.
const MOST_PROBES = 400;
// Most entries tried per way before it counts as "many": enough to tell rare from common.
const TRIED = 1000;

/**
 * Chooses the index that leads to the fewest entries, by trying each a little. The other conditions
 * are compared entry by entry. A few failures among a million successes are therefore found at
 * once, and so are a few successes among failures.
 */
export async function choose(
  db: Transaction,
  scope: Scope,
  conditions: readonly Condition[],
  stretch: Stretch,
): Promise<Plan> {
  const open = conditions.filter(({ ways }) => ways.length > 0 && probesOf(ways) <= MOST_PROBES);
  const sizes =
    conditions.length > 1 && open.length > 1
      ? await Promise.all(open.map((each) => sizeOf(db, each.ways, stretch)))
      : [];
  const chosen = open[sizes.indexOf(Math.min(...sizes))] ?? open[0];
  return {
    ways: chosen?.ways ?? everything(scope),
    rest: conditions.filter((each) => each !== chosen).map(({ fits }) => fits),
  };
}

const probesOf = (ways: Plan["ways"]) => ways.reduce((sum, { probes }) => sum + probes.length, 0);

async function sizeOf(db: Transaction, ways: Plan["ways"], stretch: Stretch): Promise<number> {
  const each = Math.max(5, Math.ceil(TRIED / Math.max(1, probesOf(ways))));
  const counts = ways.map(
    ({
      way,
      probes,
    }) => sql`select count(*) as n from jsonb_to_recordset(${JSON.stringify(probes)}::jsonb) as p(chain uuid, key text)
      cross join lateral (select 1 from audit_events e where e.chain_id = p.chain and ${matches[way]} and ${within(stretch)} limit ${each}) e`,
  );
  const [row] = await db.execute<{ n: number }>(
    sql`select sum(c.n)::int as n from (${sql.join(counts, sql` union all `)}) c`,
  );
  return row?.n ?? 0;
}
