import { sql } from "drizzle-orm";
import { z } from "zod";
import { daysAgo, firstIdSince } from "#lib/core/first-id-since.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

const days = 30;
/** The most rows a chart reads; a larger workspace gets no chart of what would take longer. */
const most = 100_000;

export type Trends = {
  /** ISO dates in the workspace's time zone, oldest first, today last. */
  days: string[];
  /** Active subscriptions at the end of each day; null for more than 100,000. */
  subscribers: number[] | null;
  sent: number[];
  unsubscribed: number[];
  bounced: number[];
  complained: number[];
};

type Row = {
  day: string;
  joined: number;
  gone: number;
  sent: number;
  unsubscribed: number;
  bounced: number;
  complained: number;
};

/** Returns a workspace's last 30 days, day by day. Reads at most 100,000 rows of a kind. */
export const getTrends = query({
  name: "workspace.trends",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<Trends> {
    const rows = await db.execute<Row & { active: number; read: number }>(sql`
      with zone as (select time_zone as name from workspaces where id = ${workspaceId}),
      calendar as (
        select day::date from zone, generate_series((now() at time zone zone.name)::date - ${days - 1}::int,
          (now() at time zone zone.name)::date, interval '1 day') day
      ), entries as (
        select (s.subscribed_at at time zone zone.name)::date as joined, (s.unsubscribed_at at time zone zone.name)::date as gone
        from zone, (select subscribed_at, unsubscribed_at from subscriptions
          where workspace_id = ${workspaceId} and confirmed_at is not null limit ${most + 1}) s
      ), moved as (
        select day, sum(joined)::int as joined, sum(gone)::int as gone from (
          select joined as day, 1 as joined, 0 as gone from entries union all
          select gone, 0, 1 from entries where gone is not null) e
        group by day
      ), stopped as (
        select (s.created_at at time zone zone.name)::date as day, s.reason, count(*)::int as count from zone, (
          select created_at, reason from suppressions where workspace_id = ${workspaceId} and lifted_at is null and source <> 'import'
            and id >= ${firstIdSince(daysAgo(days))} limit ${most}) s
        group by 1, 2
      ), sent as (
        select (c.send_requested_at at time zone zone.name)::date as day, sum(n.count)::int as count from zone, (
          select id, send_requested_at from campaigns where workspace_id = ${workspaceId}
            and send_requested_at > now() - ${days}::int * interval '1 day' order by id desc limit 100) c
        cross join lateral (select count(*) as count from (select from deliveries d
          where d.workspace_id = ${workspaceId} and d.campaign_id = c.id and d.state = 'sent' limit ${most}) d) n
        group by 1
      )
      select calendar.day::text as day, coalesce(moved.joined, 0) as joined, coalesce(moved.gone, 0) as gone,
        coalesce(sent.count, 0) as sent,
        coalesce((select count from stopped where stopped.day = calendar.day and reason = 'unsubscribed'), 0) as unsubscribed,
        coalesce((select count from stopped where stopped.day = calendar.day and reason = 'bounced'), 0) as bounced,
        coalesce((select count from stopped where stopped.day = calendar.day and reason = 'complained'), 0) as complained,
        (select count(*) filter (where gone is null)::int from entries) as active, (select count(*)::int from entries) as read
      from calendar left join moved on moved.day = calendar.day left join sent on sent.day = calendar.day
      order by calendar.day`);
    const of = (key: "sent" | "unsubscribed" | "bounced" | "complained") => rows.map((row) => row[key]);
    return {
      days: rows.map(({ day }) => day),
      subscribers: (rows[0]?.read ?? 0) > most ? null : backwards([...rows], rows[0]?.active ?? 0),
      sent: of("sent"),
      unsubscribed: of("unsubscribed"),
      bounced: of("bounced"),
      complained: of("complained"),
    };
  },
});

/** Returns the number at the end of each day, counted back from today's. */
function backwards(rows: Row[], today: number): number[] {
  const counts: number[] = [];
  let count = today;
  for (const { joined, gone } of rows.reverse()) {
    counts.unshift(count);
    count -= joined - gone;
  }
  return counts;
}
