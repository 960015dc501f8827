import { sql } from "drizzle-orm";
import type { Subscriber } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Returns whether the person of a link is a contact who has left its newsletter or everything. */
export async function hasLeft(db: Transaction, actor: Subscriber): Promise<boolean> {
  const { workspaceId, contactId, newsletterId } = actor;
  const [row] = await db.execute<{ left: boolean }>(sql`
    select exists (
      select from contacts p
      join suppressions s on s.workspace_id = p.workspace_id and s.email_hash = p.email_hash
      where p.workspace_id = ${workspaceId} and p.id = ${contactId} and s.lifted_at is null and s.reason = 'unsubscribed'
        and (s.newsletter_id is null or s.newsletter_id = ${newsletterId})) as left`);
  return row?.left ?? false;
}
