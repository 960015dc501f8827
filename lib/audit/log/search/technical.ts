import { sql } from "drizzle-orm";
import { eventOf } from "#lib/audit/log/words.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { AuditFilters } from "./filters.ts";
import type { Row } from "./read.ts";

/**
 * Returns whether a search lists technical entries: asked for, or meant by the event or id that it names.
 */
export const showsTechnical = ({ technical, type, q }: AuditFilters): boolean =>
  technical === true ||
  (type?.length === 1 && eventOf(type[0] ?? "")?.technical !== undefined) ||
  q?.kind === "id";

/** Returns the entries that are for every reader. An opening that nothing asked for is one of them. */
export async function withoutTechnical(db: Transaction, rows: readonly Row[]): Promise<Row[]> {
  const alarms = await uncaused(db, rows);
  return rows.filter((row) => !isTechnical(row) || alarms.has(row.id));
}

/** Returns whether an entry is a step inside another event, and no news by itself. */
export function isTechnical({ action, result, detail }: Pick<Row, "action" | "result" | "detail">): boolean {
  if (result === "refused") return (JSON.parse(detail) as { because?: unknown }).because === "reauthenticate";
  return result === "done" && eventOf(action)?.technical !== undefined;
}

const hours = sql`interval '1 hour'`;

/** The page that sets up an authenticator app shows its secret whenever its own user opens it, within the time it waits. */
const setUp = sql`a.purpose = 'enrol' and exists (
  select from audit_events b
  where b.action = 'two_factor.begin' and b.result = 'done' and b.actor_id = a.actor_id and a.target = a.actor_id
    and b.occurred_at between a.at - interval '16 minutes' and a.at)`;

/**
 * Returns the ids of technical entries that ought to have a cause and have none: no other event of the same request,
 * no job, and no set-up that their user began. Such an opening of a secret is an alarm.
 */
export async function uncaused(db: Transaction, rows: readonly Row[]): Promise<Set<string>> {
  const open = rows.filter(
    (row) => row.result === "done" && row.actor_kind !== "job" && eventOf(row.action)?.technical === "caused",
  );
  if (open.length === 0) return new Set();
  const asked = JSON.stringify(
    open.map(({ id, request_id, action, at, actor_id, target, detail }) => {
      const { purpose } = JSON.parse(detail) as { purpose?: unknown };
      return { id, request_id, action, at, actor_id, target, purpose };
    }),
  );
  const found = await db.execute<{ id: string }>(sql`
    select a.id from jsonb_to_recordset(${asked}::jsonb) as a(id uuid, request_id text, action text, at timestamptz, actor_id text, target text, purpose text)
    where not exists (
      select from audit_events e
      where e.request_id = a.request_id and e.action <> a.action
        and e.occurred_at between a.at - ${hours} and a.at + ${hours})
      and not (${setUp})
    limit 1000`);
  return new Set(found.map(({ id }) => id));
}
