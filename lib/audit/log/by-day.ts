import { sql } from "drizzle-orm";
import { z } from "zod";
import { scopeOf } from "#lib/audit/log/search/scope.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { isBurst, usualOf } from "./bursts.ts";

const MOST_DAYS = 90;
const day = z.iso.date();
const input = z.object({ from: day.optional(), to: day.optional() });

/** `day` as "2026-11-26" in the workspace's zone; `burst`: far more than the other days. */
export type DayOfEvents = { day: string; events: number; burst: boolean };
/** `usual`: half of the days have at most so many events. */
export type EventsByDay = { days: DayOfEvents[]; usual: number };

/**
 * Events of the workspace and its members' accounts by day, oldest first: the last 30 days, or those between `from` and `to`, the last 90 of
 * them at most. Numbers in a chain have no gaps, so a day's events are the difference of two: nothing is counted.
 */
export const auditLogByDay = query({
  name: "audit_log.by_day",
  allow: workspaceAdmin,
  input,
  run: ({ db, actor }, given) => byDay(db, actor, "everybody", given),
});

/** The same of one's own account. */
export const myActivityByDay = query({
  name: "audit_log.by_day_own",
  allow: workspaceViewer,
  input,
  run: ({ db, actor }, given) => byDay(db, actor, "own", given),
});

async function byDay(
  db: Transaction,
  actor: Member,
  whose: "everybody" | "own",
  { from, to }: z.output<typeof input>,
): Promise<EventsByDay> {
  const { chains, zone } = await scopeOf(db, actor, whose);
  const today = sql`(now() at time zone ${zone})::date`;
  const last = to ? sql`least(${to}::date, ${today})` : today;
  const first = from ? sql`greatest(${from}::date, ${last} - ${MOST_DAYS - 1}::int)` : sql`${last} - 29`;
  const before = (time: unknown) => sql`coalesce(
    (select e.seq from audit_events e where e.chain_id = c.chain and e.occurred_at < ${time} order by e.occurred_at desc, e.seq desc limit 1),
    c.none)`;
  const rows = await db.execute<{ day: string; events: number; began: boolean }>(sql`
    with days as materialized (
      select d::date as day, (d::date::timestamp at time zone ${zone}) as begins, ((d::date + 1)::timestamp at time zone ${zone}) as ends
      from generate_series((${first})::timestamp, (${last})::timestamp, interval '1 day') d
    ), chains as materialized (
      select c.chain, coalesce(f.seq - 1, 0) as none, (f.occurred_at at time zone ${zone})::date as began
      from (select each::uuid as chain from jsonb_array_elements_text(${JSON.stringify(chains)}::jsonb) each) c
      left join lateral (
        select e.seq, e.occurred_at from audit_events e where e.chain_id = c.chain order by e.occurred_at, e.seq limit 1
      ) f on true
    ), busy as materialized (
      select c.chain, c.none from chains c cross join (select min(begins) as begins, max(ends) as ends from days) r
      where ${before(sql`r.begins`)} < ${before(sql`r.ends`)}
    )
    select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(sum(${before(sql`d.ends`)} - ${before(sql`d.begins`)}), 0)::int as events,
      d.day >= (select min(began) from chains) as began
    from days d left join busy c on true group by d.day order by d.day limit ${MOST_DAYS}`);

  // Days before the log began say nothing about what is usual.
  const usual = usualOf(rows.filter(({ began }) => began).map(({ events }) => events));
  return {
    days: rows.map(({ day, events }) => ({ day, events, burst: isBurst(events, usual) })),
    usual: usual.median,
  };
}
