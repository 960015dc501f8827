import { domainToUnicode } from "node:url";
import { and, inArray, type SQL, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import { overBounce } from "#lib/audience/suppressions/by-hand.ts";
import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";

type Actor = { workspaceId: string; origin: { requestId: string } };
/** An address of before; without a hash where it was corrected before hashes of those were kept. */
type Former = { email: string; emailHash: Buffer | null };
type Gone = { id: string | null; email: string; emailHash: Buffer };

/** Keeps the addresses off by their keyed hash, so that no import and no form brings them back. */
const block = (workspaceId: string, by: string, people: SQL) => sql`
  insert into suppressions as s (id, workspace_id, email_hash, reason, source, note, created_by)
  select new_id(), workspace_id, email_hash, 'manual', 'manual', 'Erased at their request.', ${by}::uuid from contacts
  where workspace_id = ${workspaceId} and id = any (${people}::uuid[])
  ${overBounce}`;

/** Waits for the batches of imports, which hold their row: they are over before, or see what is erased. */
const waitForImports = (tx: Transaction, { workspaceId }: Actor) =>
  tx.execute(
    sql`select id from imports where workspace_id = ${workspaceId} and state = 'running' order by id for share`,
  );

/**
 * Deletes contacts with their subscriptions, and their addresses wherever else they stand (GDPR 17). Suppressions stay by
 * their keyed hash, so that a recipient who left stays off even when imported again. Consents and deliveries stay as proof
 * of what was sent and why, under an id that names nobody any more. The personal part of audit entries goes with its key.
 * An import that was begun before does not bring them back; with `blockedBy`, the member who asked, nothing does.
 * Returns the ids of those who are gone.
 */
export async function forgetContacts(
  tx: Transaction,
  actor: Actor,
  ids: string[],
  { blockedBy = null }: { blockedBy?: string | null } = {},
): Promise<string[]> {
  if (ids.length === 0) return [];
  await waitForImports(tx, actor);
  const theirs = and(owned(contacts, actor), inArray(contacts.id, ids));
  // Locked first, so that no address is corrected between the reading and the end.
  await tx.select({ id: contacts.id }).from(contacts).where(theirs).orderBy(contacts.id).for("update");
  if (blockedBy)
    await tx.execute(block(actor.workspaceId, blockedBy, list(ids.map((id) => sql`${id}::uuid`))));
  const former = await formerAddressesOf(tx, actor, ids);
  const gone = await tx
    .delete(contacts)
    .where(theirs)
    .returning({ id: contacts.id, email: contacts.email, emailHash: contacts.emailHash });
  if (gone.length > 0) await forgetTraces(tx, actor, gone, former);
  return gone.map(({ id }) => id);
}

/** Returns the addresses that people had before they were corrected, unless one is a contact's by now. They go with the contact. */
function formerAddressesOf(tx: Transaction, { workspaceId }: Actor, ids: string[]): Promise<Former[]> {
  const theirs = list(ids.map((id) => sql`${id}::uuid`));
  return tx.execute<Former>(sql`
    select had.email, had.email_hash as "emailHash" from (
      select a.email, a.email_hash from contact_addresses a
      where a.workspace_id = ${workspaceId} and a.contact_id = any (${theirs}::uuid[]) and a.email is not null
      union
      select f.address, a.email_hash from former_addresses f
      left join contact_addresses a on a.workspace_id = f.workspace_id and a.contact_id = f.contact_id and a.email = f.address
      where f.workspace_id = ${workspaceId} and f.contact_id = any (${theirs}::uuid[])
    ) had
    where not exists (select from contacts p where p.workspace_id = ${workspaceId} and p.email = had.email)`);
}

/** Takes addresses out of everything that outlives a contact, also where there never was one, and those they had before. */
export async function forgetTraces(
  tx: Transaction,
  actor: Actor,
  gone: Gone[],
  former: Former[] = [],
): Promise<void> {
  await waitForImports(tx, actor);
  const ids = list(gone.flatMap(({ id }) => (id ? [sql`${id}::uuid`] : [])));
  const all = [...gone, ...former];
  const spelt = new Set(all.flatMap(({ email }) => [email, inUnicode(email)]));
  const hashes = all.flatMap(({ emailHash }) => (emailHash ? [emailHash] : []));
  await tx.execute(sql`select forget_addresses(${ids}::uuid[], ${list([...spelt].map((email) => sql`${email}`))}::text[],
    ${list(hashes.map((hash) => sql`${hash}::bytea`))}::bytea[])`);
  // Entries about an address without a contact are sealed under the hash of the address.
  const ofAddresses = list(hashes.map((hash) => sql`${personOfAddress(hash)}::uuid`));
  await tx.execute(sql`select forget_person(person.id, ${actor.origin.requestId})
    from unnest(${ids}::uuid[] || ${ofAddresses}::uuid[]) as person(id)`);
}

/** A domain as a file or a server may write it. */
const inUnicode = (email: string) => {
  const at = email.lastIndexOf("@") + 1;
  return email.slice(0, at) + domainToUnicode(email.slice(at));
};

const list = (values: SQL[]) => sql`array[${sql.join(values, sql`, `)}]`;
