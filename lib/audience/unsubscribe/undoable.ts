import { type SQL, sql } from "drizzle-orm";
import type { Subscriber } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { stillTheirs } from "./still-theirs.ts";

/** How long a person may take back what they pressed. */
export const UNDO_MINUTES = 30;

export type Undoable = {
  suppressionIds: string[];
  /** What they were on before, by name. */
  newsletters: { id: string; name: string }[];
  minutesLeft: number;
};

type Row = {
  suppression_ids: string[];
  newsletters: { id: string; name: string }[];
  minutes_left: number;
  blocked: boolean;
};

/**
 * Returns what the holder of this very link ended within the last half hour and may take back; null for nothing. A withdrawal
 * of the same moment tells their own press from a suppression that was there before, such as a bounce that a press renamed.
 * Where anything else still stops the mail (a complaint, a bounce, the sender), nothing is offered, nor in a mail to an
 * address they no longer have.
 */
export async function undoable(db: Transaction, actor: Subscriber): Promise<Undoable | null> {
  const [row] = await db.execute<Row>(undoableRow(actor));
  if (!row || row.blocked || row.suppression_ids.length === 0 || row.newsletters.length === 0) return null;
  return {
    suppressionIds: row.suppression_ids,
    newsletters: row.newsletters,
    minutesLeft: Math.max(1, row.minutes_left),
  };
}

const undoableRow = (actor: Subscriber): SQL => {
  const { workspaceId, deliveryId, contactId } = actor;
  return sql`
  with active as (
    select s.id, s.newsletter_id, s.created_at,
      s.reason = 'unsubscribed' and s.created_at > now() - make_interval(mins => ${UNDO_MINUTES}) and exists (
        select from consents k
        where k.workspace_id = ${workspaceId} and k.contact_id = ${contactId} and k.kind = 'withdrawal'
          and k.occurred_at = s.created_at and k.evidence ->> 'deliveryId' = ${deliveryId}) as own
    from suppressions s
    where s.workspace_id = ${workspaceId} and s.lifted_at is null and s.email_hash = (
      select d.email_hash from deliveries d where d.workspace_id = ${workspaceId} and d.id = ${deliveryId})
  ), ended as (
    select n.id, n.name from subscriptions s
    join newsletters n on n.workspace_id = s.workspace_id and n.id = s.newsletter_id and n.archived_at is null
    where s.workspace_id = ${workspaceId} and s.contact_id = ${contactId} and s.confirmed_at is not null
      and exists (select from active a where a.own and a.created_at = s.unsubscribed_at
        and (a.newsletter_id is null or a.newsletter_id = s.newsletter_id))
    limit 100
  )
  select coalesce((select array_agg(a.id order by a.id) from active a where a.own), '{}') as suppression_ids,
    coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name) order by e.name, e.id) from ended e), '[]') as newsletters,
    coalesce((select ceil(extract(epoch from min(a.created_at) - now()) / 60 + ${UNDO_MINUTES})::int from active a where a.own), 0)
      as minutes_left,
    not ${stillTheirs(actor)} or exists (select from active a where not a.own
      and (a.newsletter_id is null or exists (select from ended e where e.id = a.newsletter_id))) as blocked`;
};
