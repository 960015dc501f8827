import { and, inArray, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";

/**
 * Deletes contacts with their subscriptions, and their addresses wherever else they stand (GDPR 17). Suppressions stay by
 * their keyed hash, so that a recipient who left stays off even when imported again. Consents and deliveries stay as proof
 * of what was sent and why, under an id that names nobody any more. The personal part of audit entries goes with its key.
 * Returns the ids of those who are gone.
 */
export async function forgetContacts(
  tx: Transaction,
  actor: { workspaceId: string; origin: { requestId: string } },
  ids: string[],
): Promise<string[]> {
  // The addresses they had before they were corrected, unless one is somebody else's by now.
  await tx.execute(sql`update suppressions s set email = null from contact_addresses a
    where a.workspace_id = ${actor.workspaceId} and a.contact_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
      and s.workspace_id = a.workspace_id and s.email_hash = a.email_hash and s.email is not null and not exists (
        select from contacts c where c.workspace_id = a.workspace_id and c.email = a.email and c.id <> a.contact_id)`);
  const gone = await tx
    .delete(contacts)
    .where(and(owned(contacts, actor), inArray(contacts.id, ids)))
    .returning({ id: contacts.id, emailHash: contacts.emailHash });
  if (gone.length === 0) return [];
  const { workspaceId } = actor;
  const hashes = sql.join(
    gone.map(({ emailHash }) => sql`${emailHash}`),
    sql`, `,
  );
  const people = sql.join(
    gone.map(({ id }) => sql`${id}::uuid`),
    sql`, `,
  );
  await tx.execute(sql`update suppressions set email = null
    where workspace_id = ${workspaceId} and email_hash in (${hashes}) and email is not null`);
  await tx.execute(sql`
    update deliveries set email = '', state = case when state = 'queued' then 'skipped' else state end,
      reason = case when state = 'queued' then 'contact_deleted' else reason end
    where workspace_id = ${workspaceId} and contact_id in (${people})`);
  await tx.execute(
    sql`select forget_person(person.id, ${actor.origin.requestId}) from unnest(array[${people}]) as person(id)`,
  );
  return gone.map(({ id }) => id);
}
