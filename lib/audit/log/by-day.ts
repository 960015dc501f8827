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

/**
 * Events of one day. `day` is like "2026-11-26" in the reader's zone; `burst` means far more
 * than on other days.
 */
export type DayOfEvents = { day: string; events: number; burst: boolean };
/** Events by day. `usual` is the median: half of the days have at most so many events. */
export type EventsByDay = { days: DayOfEvents[]; usual: number };

/**
 * Returns events of the workspace and its members' accounts by day, oldest first. Covers the last
 * 30 days, or those between `from` and `to`, at most the last 90 of them. Numbers in a chain have
 * no gaps, so that a day's events are a difference and need no count.
 */
export const auditLogByDay = query({
  name: "audit_log.by_day",
  allow: workspaceAdmin,
  input,
  run: ({ db, actor }, given) => byDay(db, actor, "everybody", given),
});

/** Returns the events by day of the user's own account. */
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

  // Days before the log began do not count for the usual number.
  const usual = usualOf(rows.filter(({ began }) => began).map(({ events }) => events));
  return {
    days: rows.map(({ day, events }) => ({ day, events, burst: isBurst(events, usual) })),
    usual: usual.median,
  };
}
