import { and, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { type ContactFilters, contactFilters, filtered, isExact } from "#lib/audience/contacts/filters.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { contactIds } from "#lib/audience/contacts/selected.ts";
import type { Member } from "#lib/core/actor.ts";
import { expectedCount } from "#lib/core/as-confirmed.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/** The most contacts of one bulk action. */
export const mostOfAction = 2_000_000;

/** The most contacts that are looked at one by one for a state that no statement tells. */
const mostLookedAt = 20_000;

/** Contacts of a bulk action: those ticked in the list, or all that match the list's filters. */
export const selection = {
  contactIds: contactIds.optional(),
  all: z.object(contactFilters).optional(),
  /** How many the member was told there are; absent where they were not counted. */
  expected: expectedCount,
};

export type Selection = {
  contactIds?: string[] | undefined;
  all?: ContactFilters | undefined;
  expected?: number | undefined;
  /** The contacts from whom rolling back an import takes something. */
  importId?: string;
};

/** Contacts found before the transaction; null where its own statement finds them. */
export type Found = string[] | null;

/**
 * Finds the contacts of a state that only the rows themselves tell, before a transaction opens.
 * @throws AppError invalid where there are too many to look at.
 */
export async function findByState(actor: Member, { contactIds: ticked, all }: Selection): Promise<Found> {
  if (ticked || !all || isExact(all)) return null;
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(actor, {
      ...all,
      limit: 200,
      ...(cursor && { cursor }),
    });
    found.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    if (cursor && found.length >= mostLookedAt)
      throw invalid({
        selection: `More than ${mostLookedAt.toLocaleString("en")} contacts have this state. Choose a newsletter beside it, or fewer at a time.`,
      });
  } while (cursor);
  return found;
}

/**
 * Writes down the contacts of an action as they are selected now, so that nobody who matches later is met by it. Ids of
 * other workspaces name nobody here. Returns how many there are.
 */
export async function keepSelection(
  tx: Transaction,
  actor: Member,
  actionId: string,
  selected: Selection,
  found: Found,
): Promise<number> {
  const which = await conditionOf(tx, actor, selected, found);
  const kept = await tx.execute(sql`
    insert into bulk_action_contacts (workspace_id, action_id, contact_id)
    select ${actor.workspaceId}::uuid, ${actionId}::uuid, ${contacts.id} from ${contacts}
    where ${and(owned(contacts, actor), which)} limit ${mostOfAction + 1}`);
  return (kept as unknown as { count: number }).count;
}

/**
 * Returns the condition of contacts from whom rolling back an import takes something: those it added or put on a newsletter who were not mailed
 * since, and those whose tags or fields it set.
 */
export const touchedBy = (workspaceId: string, importId: string): SQL => sql`${contacts.id} in (
  select reached.id from (
    select c.id from contacts c where c.workspace_id = ${workspaceId} and c.import_id = ${importId}
    union select s.contact_id from subscriptions s
      where s.workspace_id = ${workspaceId} and s.import_id = ${importId} and s.unsubscribed_at is null
  ) reached
  where not exists (select from deliveries d where d.workspace_id = ${workspaceId} and d.contact_id = reached.id)
  union select t.contact_id from contact_tags t where t.workspace_id = ${workspaceId} and t.import_id = ${importId}
  union select v.contact_id from contact_values v where v.workspace_id = ${workspaceId} and v.import_id = ${importId})`;

async function conditionOf(
  tx: Transaction,
  actor: Member,
  { contactIds: ticked, all, importId }: Selection,
  found: Found,
) {
  const among = (ids: string[]): SQL =>
    sql`${contacts.id} in (select chosen.id::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) chosen(id))`;
  if (importId) return touchedBy(actor.workspaceId, importId);
  if (ticked) return among(ticked);
  if (found) return among(found);
  if (!all) throw invalid({ selection: "Select at least one contact." });
  return filtered(tx, all, actor.workspaceId);
}
