import { sql } from "drizzle-orm";
import type { Subscriber } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

export type Choosable = { id: string; name: string; description: string; on: boolean };

type Row = Choosable & { blocked: boolean };

/** The most newsletters on one page. */
const most = 100;

/**
 * Returns the newsletters a person may choose between: those they are on, those they left and may return to, and the public
 * ones. `blocked` says that something but their own wish stops all mail, such as a complaint: then nothing can be joined here.
 */
export async function choosable(
  db: Transaction,
  { workspaceId, contactId }: Subscriber,
): Promise<{ blocked: boolean; newsletters: Choosable[] }> {
  const rows = await db.execute<Row>(sql`
    with stops as (
      select s.newsletter_id, s.reason from suppressions s
      where s.workspace_id = ${workspaceId} and s.lifted_at is null and s.email_hash = (
        select p.email_hash from contacts p where p.workspace_id = ${workspaceId} and p.id = ${contactId})
    )
    select n.id, n.name, n.description,
      s.confirmed_at is not null and s.unsubscribed_at is null
        and not exists (select from stops x where x.newsletter_id is null or x.newsletter_id = n.id) as "on",
      exists (select from stops x where x.newsletter_id is null and x.reason <> 'unsubscribed') as blocked
    from newsletters n
    left join subscriptions s on s.workspace_id = n.workspace_id and s.newsletter_id = n.id and s.contact_id = ${contactId}
    where n.workspace_id = ${workspaceId} and n.archived_at is null
      and not exists (select from stops x where x.newsletter_id = n.id and x.reason <> 'unsubscribed')
      and (n.visibility = 'public' or s.confirmed_at is not null and s.unsubscribed_at is null
        or n.visibility = 'unlisted' and s.contact_id is not null)
    order by n.name, n.id limit ${most}`);
  const blocked = rows.some((row) => row.blocked);
  return {
    blocked,
    newsletters: [...rows].map(({ id, name, description, on }) => ({ id, name, description, on })),
  };
}
