import { domainToUnicode } from "node:url";
import { and, inArray, type SQL, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import { overBounce } from "#lib/audience/suppressions/by-hand.ts";
import { type InWorkspace, isTest } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { personOfAddress } from "#lib/core/audit/person-of-address.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { enqueueIn } from "#lib/core/jobs/jobs.ts";
import { owned } from "#lib/core/owned.ts";
import { mailAboutRequest } from "./mail-about-request.ts";

type Actor = InWorkspace & { workspaceId: string };
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
 * Whoever waits for an answer stays, because an erasure would end it without one (GDPR 12(3)), and so does who restricted their data; who
 * waits for their erasure is told. `answering` is the request whose own answer this is. `keepsTraces` leaves what other rows know of the
 * address, which is right for a contact that was there for a moment only.
 */
export async function forgetContacts(
  tx: Transaction,
  actor: Actor,
  asked: string[],
  {
    blockedBy = null,
    answering = null,
    keepsTraces = false,
  }: { blockedBy?: string | null; answering?: string | null; keepsTraces?: boolean } = {},
): Promise<Forgotten> {
  if (asked.length === 0) return { gone: [], waiting: [] };
  await waitForImports(tx, actor);
  // Locked first, so that no address is corrected, and no request begins, between the reading and the end.
  await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(owned(contacts, actor), inArray(contacts.id, asked)))
    .orderBy(contacts.id)
    .for("update");
  const open = await openErasuresOf(tx, actor, asked);
  const waiting = await whoStays(tx, asked);
  const ids = asked.filter((id) => !waiting.some((held) => held.id === id));
  if (ids.length === 0) return { gone: [], waiting };
  const theirs = and(owned(contacts, actor), inArray(contacts.id, ids));
  if (blockedBy)
    await tx.execute(block(actor.workspaceId, blockedBy, list(ids.map((id) => sql`${id}::uuid`))));
  const former = await formerAddressesOf(tx, actor, ids);
  const gone = await tx
    .delete(contacts)
    .where(theirs)
    .returning({ id: contacts.id, email: contacts.email, emailHash: contacts.emailHash });
  if (gone.length > 0 && !keepsTraces) await forgetTraces(tx, actor, gone, former);
  const fulfilled = open.filter(({ id, contactId }) => id !== answering && ids.includes(contactId));
  for (const request of fulfilled) await answerErased(tx, actor, request);
  return { gone: gone.map(({ id }) => id), waiting };
}

/** Who is gone, and who is not, and why. */
type Forgotten = { gone: string[]; waiting: Held[] };

/** Waits for an answer, was answered and does not have it yet, or is restricted as they asked, so that their data stay as proof. */
export type Held = { id: string; why: "asked" | "answered" | "restricted" };

/** Returns who of some contacts is not deleted now. The database refuses a statement that deletes one of them. */
const whoStays = async (tx: Transaction, ids: string[]): Promise<Held[]> => [
  ...(await tx.execute<Held>(
    sql`select contact_id as id, why from who_stays(${list(ids.map((id) => sql`${id}::uuid`))}::uuid[])`,
  )),
];

type Open = { id: string; contactId: string; email: string | null; byLetter: boolean };

/** Returns the proved requests of these contacts to be erased that nobody answered. */
const openErasuresOf = (tx: Transaction, { workspaceId }: Actor, ids: string[]) =>
  tx.execute<Open>(sql`
    select q.id, q.contact_id as "contactId", q.email, q.by_letter as "byLetter" from subject_requests q
    where q.workspace_id = ${workspaceId} and q.contact_id = any (${list(ids.map((id) => sql`${id}::uuid`))}::uuid[])
      and q.kind = 'erase' and q.identified_at is not null and q.closed_at is null order by q.id`);

/** Tells a person who waited for their erasure that it is done, and records it. The address goes with that mail. */
async function answerErased(tx: Transaction, actor: Actor, { id, email, byLetter }: Open): Promise<void> {
  const { workspaceId } = actor;
  if (isTest(actor))
    throw conflict("They wait to be told of their erasure, and a test key tells nobody. Use a live key.");
  if (!byLetter)
    await tx.execute(
      sql`update subject_requests set email = ${email} where workspace_id = ${workspaceId} and id = ${id}`,
    );
  await mailAboutRequest(enqueueIn(tx, workspaceId), { workspaceId, id, byLetter }, "answer");
  await appendAudit(tx, actor, "subject_request.fulfil", "done", {
    target: id,
    detail: { kind: "erase", known: true },
  });
}

const stays = {
  asked:
    "This person waits for the answer to a request about their data. Answer it first: an erasure would end it without one.",
  answered:
    "The answer to this person's request has not reached them yet. Erase them once they have it, or once its link is over.",
  restricted:
    "This person's data are restricted at their request, and stay as proof. Tell them and lift the restriction first.",
};

/** The words for a member whose erasure would cost a person an answer or a proof. */
export const stillWaiting = (why: Held["why"]) => conflict(stays[why]);

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
  const hashesOf = (of: { emailHash: Buffer | null }[]) =>
    of.flatMap(({ emailHash }) => (emailHash ? [emailHash] : []));
  const hashes = hashesOf(all);
  const bytes = (of: Buffer[]) => list(of.map((hash) => sql`${hash}::bytea`));
  await tx.execute(sql`select forget_addresses(${ids}::uuid[], ${list([...spelt].map((email) => sql`${email}`))}::text[],
    ${bytes(hashesOf(gone))}::bytea[], ${bytes(hashesOf(former))}::bytea[])`);
  // It set exactly this moment, in this transaction.
  const expired = await tx.execute<{ id: string }>(sql`select id from audit_exports
    where workspace_id = ${actor.workspaceId} and removed_at is null and expires_at = now() - interval '1 second' order by id`);
  for (const { id } of expired) await appendAudit(tx, actor, "audit_export.expire", "done", { target: id });
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
