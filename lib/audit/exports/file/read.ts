import { type SQL, sql } from "drizzle-orm";
import type { Row } from "#lib/audit/log/search/read.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { notFound } from "#lib/core/errors.ts";
import { work } from "#lib/core/work.ts";
import type { ExportKind } from "./names.ts";

const MOST_MEMBERS = 10_000;

/**
 * Returns the export's order and its chains: the workspace's, then its members' accounts.
 * @throws AppError notFound.
 */
export async function readOrder(actor: WorkspaceJob, exportId: string) {
  const { workspaceId } = actor;
  return work(actor, async ({ tx }) => {
    const [order] = await tx.execute<{
      format: ExportKind;
      filters: Record<string, string>;
      workspace: string;
      zone: string;
      asked_by: string;
      asked_by_name: string | null;
    }>(sql`
      select e.format, e.filters, w.name as workspace, coalesce(u.time_zone, w.time_zone) as zone, e.asked_by, u.name as asked_by_name
      from audit_exports e join workspaces w on w.id = e.workspace_id left join users u on u.id = e.asked_by
      where e.id = ${exportId} and e.workspace_id = ${workspaceId}`);
    if (!order) throw notFound("export");
    const members = await tx.execute<{ id: string }>(sql`
      select user_id as id from memberships where workspace_id = ${workspaceId} order by user_id limit ${MOST_MEMBERS}`);
    return { ...order, chains: [workspaceId, ...members.map(({ id }) => id)] };
  });
}

export type ExportOrder = Awaited<ReturnType<typeof readOrder>>;

/**
 * Entry as the database stores it, and whether it passes the filters. Numbers are text, times to
 * the microsecond.
 */
export type ExportRow = Row & { workspace_id: string | null; ip_bucket: number | null; fits: boolean | null };

/** Position in a chain; `at` is "-infinity" before its first entry. */
export type Place = { at: string; seq: number };

const exactly = sql`to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Returns the next entries of a chain in order, at most `limit`. `fits` is a condition on `e`. */
export async function readChain(
  actor: WorkspaceJob,
  chain: { id: string; after: Place; to: number },
  fits: SQL,
  limit: number,
): Promise<ExportRow[]> {
  const { id, after, to } = chain;
  return work(actor, async ({ tx }) => [
    ...(await tx.execute<ExportRow>(sql`
      select e.chain_id, e.seq, e.id, ${exactly} as at, e.workspace_id, e.user_id, e.actor_kind, e.actor_id, e.action, e.result, e.target,
        e.detail::text as detail, e.ip_bucket, e.origin_key, e.origin_sealed, e.origin_commitment, e.about_key, e.about_sealed,
        e.about_commitment, e.request_id, e.hash, (${fits}) as fits
      from audit_events e
      where e.chain_id = ${id} and e.occurred_at >= ${after.at}::timestamptz
        and (e.occurred_at, e.seq) > (${after.at}::timestamptz, ${after.seq}::bigint) and e.seq <= ${to}
      order by e.occurred_at, e.seq limit ${limit}`)),
  ]);
}

/** Returns the last entry of a chain before a day of `zone`; null when there is none. */
export async function lastBefore(
  actor: WorkspaceJob,
  chain: string,
  { day, zone }: { day: string; zone: string },
) {
  return work(actor, async ({ tx }) => {
    const [row] = await tx.execute<{ seq: string; hash: string; at: string }>(sql`
      select e.seq, encode(e.hash, 'hex') as hash, ${exactly} as at from audit_events e
      where e.chain_id = ${chain} and e.occurred_at < (${day}::timestamp at time zone ${zone})
      order by e.occurred_at desc, e.seq desc limit 1`);
    return row ? { ...row, seq: Number(row.seq) } : null;
  });
}
