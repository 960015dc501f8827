import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

export const usagePeriods = ["day", "week", "month"] as const;
export type UsagePeriod = (typeof usagePeriods)[number];

type Counts = { requests: number; limited: number; refused: number; failed: number };
type Bar = Counts & { at: string };
type Named = Counts & { name: string };

const zero: Counts = { requests: 0, limited: 0, refused: 0, failed: 0 };
const counts = sql.raw(
  "sum(requests)::int as requests, sum(limited)::int as limited, sum(refused)::int as refused, sum(failed)::int as failed",
);

/** Hours of each period, and of one bar of its chart. */
const spans = { day: { hours: 24, bar: 1 }, week: { hours: 168, bar: 24 }, month: { hours: 720, bar: 24 } };

/**
 * Returns how often programs asked in a period up to now: over time, in hours of a day and otherwise in UTC days, by key and by
 * endpoint, the most first.
 */
export const apiUsageOf = query({
  name: "api_usage.get",
  allow: workspaceAdmin,
  input: z.object({ period: z.enum(usagePeriods).default("week"), keyId: z.uuid().optional() }),
  async run({ db, actor }, { period, keyId }) {
    const { hours, bar } = spans[period];
    const unit = bar === 1 ? "hour" : "day";
    const since = sql`date_trunc(${unit}, now(), 'UTC') - make_interval(hours => ${hours - bar})`;
    const mine = sql`u.workspace_id = ${actor.workspaceId} and u.hour >= ${since} ${keyId ? sql`and u.key_id = ${keyId}` : sql``}`;
    const bars = await db.execute<Bar>(sql`
      select to_char(date_trunc(${unit}, u.hour, 'UTC') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') as at, ${counts}
      from api_usage u where ${mine} group by 1`);
    const keys = await db.execute<Named & { id: string; name: string }>(sql`
      select k.id, k.name, c.* from (select key_id, ${counts} from api_usage u where ${mine} group by 1) c
      join api_keys k on k.workspace_id = ${actor.workspaceId} and k.id = c.key_id order by c.requests desc, k.id limit 50`);
    const endpoints = await db.execute<Named>(sql`
      select u.endpoint as name, ${counts} from api_usage u where ${mine} group by 1 order by requests desc, 1 limit 50`);
    const known = new Map([...bars].map((each) => [each.at, each]));
    const over = timesOf(hours / bar, bar).map((at) => ({ ...zero, ...known.get(at), at }));
    return { over, keys: [...keys], endpoints: [...endpoints], total: over.reduce(added, zero) };
  },
});

/** Returns the beginnings of the bars up to now, oldest first, as "2026-03-02T10:00Z". */
function timesOf(bars: number, bar: number): string[] {
  const last = new Date();
  last.setUTCMinutes(0, 0, 0);
  if (bar === 24) last.setUTCHours(0);
  return Array.from({ length: bars }, (_, n) => {
    const at = new Date(last.getTime() - (bars - 1 - n) * bar * 3_600_000);
    return `${at.toISOString().slice(0, 16)}Z`;
  });
}

const added = (sum: Counts, each: Counts): Counts => ({
  requests: sum.requests + each.requests,
  limited: sum.limited + each.limited,
  refused: sum.refused + each.refused,
  failed: sum.failed + each.failed,
});
