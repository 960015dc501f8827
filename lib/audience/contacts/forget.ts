import { and, inArray, type SQL, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";

type Actor = { workspaceId: string; origin: { requestId: string } };
type Gone = { id: string | null; email: string; emailHash: Buffer };

/**
 * Deletes contacts with their subscriptions, and their addresses wherever else they stand (GDPR 17). Suppressions stay by
 * their keyed hash, so that a recipient who left stays off even when imported again. Consents and deliveries stay as proof
 * of what was sent and why, under an id that names nobody any more. The personal part of audit entries goes with its key.
 * Returns the ids of those who are gone.
 */
export async function forgetContacts(tx: Transaction, actor: Actor, ids: string[]): Promise<string[]> {
  const gone = await tx
    .delete(contacts)
    .where(and(owned(contacts, actor), inArray(contacts.id, ids)))
    .returning({ id: contacts.id, email: contacts.email, emailHash: contacts.emailHash });
  if (gone.length > 0) await forgetTraces(tx, actor, gone);
  return gone.map(({ id }) => id);
}

/** Takes addresses out of everything that outlives a contact, also where there never was one. */
export async function forgetTraces(tx: Transaction, actor: Actor, gone: Gone[]): Promise<void> {
  const ids = gone.flatMap(({ id }) => (id ? [id] : []));
  await tx.execute(sql`select forget_addresses(
    ${list(ids.map((id) => sql`${id}::uuid`))}::uuid[], ${list(gone.map(({ email }) => sql`${email}`))}::text[],
    ${list(gone.map(({ emailHash }) => sql`${emailHash}::bytea`))}::bytea[])`);
  // Entries about an address without a contact are sealed under the hash of the address.
  const people = [...ids, ...gone.map(({ emailHash }) => personOfAddress(emailHash))];
  await tx.execute(
    sql`select forget_person(person.id, ${actor.origin.requestId}) from unnest(${list(people.map((id) => sql`${id}::uuid`))}::uuid[]) as person(id)`,
  );
}

const list = (values: SQL[]) => sql`array[${sql.join(values, sql`, `)}]`;
