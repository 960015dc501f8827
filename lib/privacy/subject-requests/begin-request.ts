import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { contacts } from "#db/schema/contacts.ts";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { holdsBack, type RequestKind } from "./fields.ts";

type New = Omit<typeof subjectRequests.$inferInsert, "id" | "dueOn" | "receivedOn"> & { receivedOn?: string };

/** Writes a request, received today in the workspace's zone unless a day is given, and returns its id. */
export async function insertRequest(tx: Transaction, { receivedOn, ...request }: New): Promise<string> {
  const id = uuidv7();
  const today = sql`(select (now() at time zone w.time_zone)::date from workspaces w where w.id = ${request.workspaceId})`;
  await tx.insert(subjectRequests).values({ ...request, id, receivedOn: receivedOn ?? (today as never) });
  return id;
}

type Proved = { workspaceId: string; requestId: string; kind: RequestKind; email: string };

/**
 * Ties a request whose person is known to their contact. Where they want less of our mail, none goes to them from now on, and no
 * export holds them, until the request is answered.
 */
export async function tieToContact(tx: Transaction, proved: Proved): Promise<string | null> {
  const { workspaceId, requestId, kind, email } = proved;
  const [contact] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.workspaceId, workspaceId), eq(contacts.email, email)))
    // So that the end of another request, at the same moment, sees this one before it lifts the restriction.
    .for("update");
  if (!contact) return null;
  await tx
    .update(subjectRequests)
    .set({ contactId: contact.id })
    .where(and(eq(subjectRequests.workspaceId, workspaceId), eq(subjectRequests.id, requestId)));
  if (holdsBack(kind))
    await tx
      .update(contacts)
      .set({ restrictedAt: sql`now()`, restrictedFor: requestId })
      .where(
        and(
          eq(contacts.workspaceId, workspaceId),
          eq(contacts.id, contact.id),
          isNull(contacts.restrictedAt),
        ),
      );
  return contact.id;
}

/** Ends the restriction that a request set. It goes on for the next request of the person that waits and wants less mail. */
export async function letGo(tx: Transaction, workspaceId: string, requestId: string): Promise<void> {
  const held = and(eq(contacts.workspaceId, workspaceId), eq(contacts.restrictedFor, requestId));
  await tx.select({ id: contacts.id }).from(contacts).where(held).for("update");
  const next = sql`(select q.id from subject_requests q
    where q.workspace_id = contacts.workspace_id and q.contact_id = contacts.id and q.id <> ${requestId}
      and q.kind in ('erase', 'restrict', 'object') and q.identified_at is not null and q.closed_at is null
    order by q.id limit 1)`;
  await tx
    .update(contacts)
    .set({
      restrictedFor: next as never,
      restrictedAt: sql`case when ${next} is not null then restricted_at end` as never,
    })
    .where(held);
}
