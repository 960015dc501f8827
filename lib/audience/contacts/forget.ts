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
  await tx.execute(
    sql`delete from mail_turns where workspace_id = ${workspaceId} and contact_id in (${people})`,
  );
  await tx.execute(sql`
    update deliveries set email = '', state = case when state = 'queued' then 'skipped' else state end,
      reason = case when state = 'queued' then 'contact_deleted' else reason end
    where workspace_id = ${workspaceId} and contact_id in (${people})`);
  await tx.execute(
    sql`select forget_person(person.id, ${actor.origin.requestId}) from unnest(array[${people}]) as person(id)`,
  );
  return gone.map(({ id }) => id);
}
